import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll } from 'vitest'
import { sessionScenarios } from '../../core/test-support/scenarios.ts'
import { startProcess } from './process.ts'

let server: RunningProvider
beforeAll(async () => {
  server = await startProvider()
})
afterAll(() => server.close())

sessionScenarios('Node', () => startProcess(server))
