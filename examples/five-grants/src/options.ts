import { parseArgs } from 'node:util'

/** What `npm start` is asked for. */
export interface Options {
  readonly once: boolean
  readonly port: number
  readonly redirectUris: readonly string[]
}

const listed = `The options of npm start, which come after "--":
  --once                                 ends after the grants
  --port 8080                            the port of the example page
  --redirect-uri http://localhost:5173/  lets a page of your own sign in, too; may be repeated`

/** Throws, with the list of the options, when there is another one or a value cannot be right. */
export function optionsFrom(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'redirect-uri': { type: 'string', multiple: true, default: [] },
      },
    })
    return {
      once: values.once,
      port: portFrom(values.port),
      redirectUris: values['redirect-uri'].map(uri => new URL(uri).href),
    }
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : cause}\n${listed}`, { cause })
  }
}

function portFrom(value: string): number {
  const port = Number(value)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${value} is no port.`)
  return port
}
