import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** An authorization server with rotation and reuse detection, and what may be done to it. */
export interface ScenarioServer {
  readonly counters: {
    readonly requests: number
    readonly tokenRequests: number
    readonly tokenRequestsByGrantType: Readonly<Record<string, number>>
    readonly reuseDetections: number
    readonly graceUses: number
    readonly revocations: number
  }
  resetCounters(): void
  setGraceSeconds(seconds: number): void
  loseNextTokenAnswer(): void
  delayTokenAnswers(milliseconds: number): void
  pause(): Promise<void>
  resume(): Promise<void>
}

/** One user's session on some platform, at a real authorization server whose access tokens last 20 s and refresh tokens 14 days. */
export interface SessionDriver {
  readonly server: ScenarioServer
  /** Signs Alice in, to the end. */
  signIn(): Promise<void>
  signOut(): Promise<void>
  /** So many callers at once; the different access tokens they got. Rejects with a message that names the error's code. */
  ask(callers: number): Promise<readonly string[]>
  /** The status of the API's answer to a call. */
  call(): Promise<number>
  /** What is seen, `inWords`. */
  state(): Promise<string>
  /** The process ends at once, whatever it is doing. Its store stays. */
  kill(): Promise<void>
  /** A new process begins over the same store. Resolves when its state is known. */
  begin(): Promise<void>
  /** So much time passes for the server, and for the client unseen: the machine sleeps. */
  sleep(milliseconds: number): Promise<void>
  close(): Promise<void>
}

const expiry = 30_000
const day = 24 * 3_600_000
const signedIn = 'signed-in Alice Liddell'
const patience = { timeout: 20_000 }

/** What a session lives through, the same on every platform. */
export function sessionScenarios(platform: string, makeDriver: () => Promise<SessionDriver>): void {
  describe(`A session on ${platform}`, () => {
    let driver: SessionDriver
    let server: ScenarioServer

    beforeEach(async () => {
      driver = await makeDriver()
      server = driver.server
    })
    afterEach(() => driver?.close())

    async function shows(text: string): Promise<void> {
      await expect.poll(driver.state, patience).toBe(text)
    }

    /** The refresh token is spent, and nobody has stored its successor. */
    async function killWhileRotating(): Promise<void> {
      await driver.sleep(expiry)
      server.delayTokenAnswers(1_000)
      server.resetCounters()
      driver.ask(1).catch(() => {})
      await expect.poll(() => server.counters.requests, { ...patience, interval: 5 }).toBeGreaterThan(0)
      await driver.kill()
      server.delayTokenAnswers(0)
      await driver.begin()
    }

    it('begins with one code, and its token is taken by the API', async () => {
      await shows('signed-out')
      server.resetCounters()
      await driver.signIn()
      await shows(signedIn)
      expect(server.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
      expect(await driver.call()).toBe(200)
    })

    it('is still there when a new process begins, without a request', async () => {
      await driver.signIn()
      server.resetCounters()
      await driver.kill()
      await driver.begin()
      await shows(signedIn)
      expect(await driver.ask(10)).toHaveLength(1)
      expect(server.counters.requests).toBe(0)
    })

    it('is renewed once for all callers, and no token is spent twice', async () => {
      await driver.signIn()
      server.resetCounters()
      const seen = new Set<string>()
      for (let expiries = 0; expiries < 5; expiries++) {
        await driver.sleep(expiry)
        for (const token of await driver.ask(50)) seen.add(token)
      }
      expect(seen.size).toBe(5)
      expect(server.counters.tokenRequestsByGrantType).toEqual({ refresh_token: 5 })
      expect(server.counters.reuseDetections).toBe(0)
      expect(await driver.call()).toBe(200)
    })

    it('is stale while the server is down, and recovers by itself', async () => {
      await driver.signIn()
      await server.pause()
      await driver.sleep(expiry)
      await expect(driver.ask(1)).rejects.toThrow('network_failed')
      await shows(`${signedIn} stale network_failed`)
      await server.resume()
      await shows(signedIn)
      expect(await driver.call()).toBe(200)
    })

    it('is stale, not over, for a new process that begins while the server is down', async () => {
      await driver.signIn()
      await server.pause()
      await driver.kill()
      await driver.sleep(expiry)
      await driver.begin()
      await expect(driver.ask(1)).rejects.toThrow('network_failed')
      await shows(`${signedIn} stale network_failed`)
      await server.resume()
      await shows(signedIn)
    })

    it('survives a lost answer within the grace window', async () => {
      server.setGraceSeconds(60)
      await driver.signIn()
      await driver.sleep(expiry)
      server.loseNextTokenAnswer()
      await driver.ask(1).catch(() => {})
      await expect.poll(() => driver.call().catch(String), patience).toBe(200)
      await shows(signedIn)
      expect(server.counters.graceUses).toBe(1)
    })

    it('survives a process that is killed between the answer and storing it, within the grace window', async () => {
      server.setGraceSeconds(60)
      await driver.signIn()
      await killWhileRotating()
      await expect.poll(() => driver.call().catch(String), patience).toBe(200)
      await shows(signedIn)
      expect(server.counters.reuseDetections).toBe(0)
    })

    it('without a grace window it then ends, and says that the answer was lost', async () => {
      await driver.signIn()
      await killWhileRotating()
      await shows('signed-out session_ended answer-lost')
      await expect(driver.ask(1)).rejects.toThrow('session_ended')
    })

    it('goes on after a week of sleep, with one rotation', async () => {
      await driver.signIn()
      server.resetCounters()
      await driver.sleep(7 * day)
      expect(await driver.ask(20)).toHaveLength(1)
      await shows(signedIn)
      expect(server.counters.tokenRequestsByGrantType).toEqual({ refresh_token: 1 })
    })

    it('goes on after a week in which there was no process', async () => {
      await driver.signIn()
      await driver.kill()
      await driver.sleep(7 * day)
      await driver.begin()
      await shows(signedIn)
      expect(await driver.call()).toBe(200)
    })

    it('ends with a name when the refresh token has expired in its sleep', async () => {
      await driver.signIn()
      await driver.sleep(15 * day)
      await expect(driver.ask(1)).rejects.toThrow('session_ended')
      await shows('signed-out session_ended refused')
      await driver.signIn()
      await shows(signedIn)
    })

    it('ends when the user signs out, is revoked, and stays ended in the next process', async () => {
      await driver.signIn()
      server.resetCounters()
      await driver.signOut()
      await shows('signed-out')
      await expect.poll(() => server.counters.revocations, patience).toBeGreaterThan(0)
      await expect(driver.ask(1)).rejects.toThrow('session_ended')
      await driver.kill()
      await driver.begin()
      await shows('signed-out')
      await driver.signIn()
      await shows(signedIn)
    })

    it('begins anew after a sign-out that the server did not hear of, and is not ended by it', async () => {
      await driver.signIn()
      await server.pause()
      await driver.signOut()
      await expect.poll(() => driver.state(), patience).toMatch(/^signed-out/)
      await server.resume()
      await driver.signIn()
      await shows(signedIn)
      await driver.sleep(expiry)
      expect(await driver.call()).toBe(200)
      await shows(signedIn)
    })
  })
}
