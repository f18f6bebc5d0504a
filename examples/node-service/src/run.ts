import { env } from 'node:process'
import { type ServiceOptions, startService } from './service.ts'

/** Serves until the process is asked to end. Requests that have begun are answered first. */
export async function run(options: ServiceOptions): Promise<void> {
  const service = await startService({ ...options, port: Number(env.PORT ?? 0) })
  console.log(`Orders are at ${service.origin}/orders`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void service.close())
}
