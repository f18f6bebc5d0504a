import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { chromium, launchChromium } from '../../../.ci/chromium.ts'
import { hasRedis, startRedis } from '../../../packages/node/test-support/redis-server.ts'
import type { Calling } from './caller.ts'
import type { Crowd, Served } from './crowd.ts'
import { atMost, type Measured, seen } from './measure.ts'
import { signedIn, signIn, startSite } from './site.ts'

const callers = 1_000
const expiries = 15
/** Longer than anybody waits on a busy machine: who is served by then needs no second token. */
const tokenSeconds = 3
/** Milliseconds for which the token endpoint holds each answer back, and what sharing may add to that. */
const latency = 100
const allowance = 50
/** Milliseconds in which every crowd hears of the moment. */
const notice = 100

/** A token expires, and then a thousand callers want it at once: in one process, in four that share a Redis, in eight tabs. */
export async function expiriesOfCrowds(): Promise<readonly Measured[]> {
  return [...(await inOneProcess()), ...(await inProcessesOnRedis(4)), ...(await inTabs(8))]
}

async function inOneProcess(): Promise<readonly Measured[]> {
  const provider = await startProvider({ accessTokenSeconds: tokenSeconds })
  const child = await caller({ options: optionsAt(provider) })
  try {
    return [...(await bareRequests(provider)), ...(await lived('in one process', provider, [child.ask]))]
  } finally {
    await child.close()
    await provider.close()
  }
}

async function inProcessesOnRedis(count: number): Promise<readonly Measured[]> {
  if (!hasRedis) return [seen('processes that share a Redis: skipped, there is no redis-server', Number.NaN, '')]
  const provider = await startProvider({ accessTokenSeconds: tokenSeconds })
  const redis = await startRedis()
  const calling = { options: optionsAt(provider), redis: redis.url }
  const children = await Promise.all(Array.from({ length: count }, () => caller(calling)))
  try {
    const crowds = children.map(({ ask }) => ask)
    return await lived(`in ${count} processes that share a Redis`, provider, crowds)
  } finally {
    await Promise.all(children.map(({ close }) => close()))
    await redis.close()
    await provider.close()
  }
}

async function inTabs(count: number): Promise<readonly Measured[]> {
  if (!(await chromium())) return [seen('tabs: skipped, there is no Chromium', Number.NaN, '')]
  const { address, provider, close } = await startSite(tokenSeconds)
  const browser = await launchChromium()
  try {
    const context = await browser.newContext()
    const tabs = await Promise.all(Array.from({ length: count }, () => context.newPage()))
    const [first, ...others] = tabs
    await first?.goto(address)
    if (first) await signIn(first, provider)
    for (const tab of others) await tab.goto(address).then(() => signedIn(tab))
    const crowds = tabs.map(
      (tab): Crowd =>
        (...asked) =>
          tab.evaluate(`ask(${asked})`),
    )
    return await lived(`in ${count} tabs of Chromium`, provider, crowds)
  } finally {
    await browser.close()
    await close()
  }
}

/** The figures of many expiries, each from the first call after it until the last caller is served. */
async function lived(where: string, provider: RunningProvider, crowds: readonly Crowd[]): Promise<readonly Measured[]> {
  const { counters, resetCounters } = provider
  const each = callers / crowds.length
  await Promise.all(crowds.map(ask => ask(each)))
  provider.delayTokenAnswers(latency)
  const requests: number[] = []
  const waits: number[] = []
  for (let expiry = 0; expiry < expiries; expiry++) {
    await setTimeout(tokenSeconds * 1_000)
    resetCounters()
    const moment = Date.now() + notice
    const served = await Promise.all(crowds.map(ask => ask(each, moment)))
    requests.push(counters.tokenRequests)
    waits.push(Math.max(...served.map(({ ended }) => ended)) - Math.min(...served.map(({ began }) => began)))
  }
  const most = latency + allowance
  return [
    atMost(
      `token requests per expiry, ${callers} callers ${where}, the most of ${expiries}`,
      Math.max(...requests),
      1,
      '',
    ),
    atMost('… everybody served, median', median(waits), most, ' ms'),
    atMost('… everybody served, worst', Math.max(...waits), most, ' ms'),
  ]
}

/** What a token request takes by itself, the latency included. */
async function bareRequests({ issuer, clients, delayTokenAnswers }: RunningProvider): Promise<readonly Measured[]> {
  const { id, secret } = clients.servicePost
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret })
  const waits: number[] = []
  delayTokenAnswers(latency)
  for (let asked = 0; asked < expiries; asked++) {
    const began = performance.now()
    await (await fetch(`${issuer}/token`, { method: 'POST', body })).text()
    waits.push(performance.now() - began)
  }
  delayTokenAnswers(0)
  return [seen(`a bare token request, its answer held back by ${latency} ms, median`, median(waits), ' ms')]
}

async function caller(calling: Calling): Promise<{ readonly ask: Crowd; close(): Promise<void> }> {
  const child = fork(fileURLToPath(new URL('caller.ts', import.meta.url)), [JSON.stringify(calling)])
  await once(child, 'message')
  return {
    ask: (...asked) => {
      child.send(asked)
      return new Promise<Served>(resolve => child.once('message', resolve))
    },
    close: async () => {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

function optionsAt({ issuer, api, clients, users }: RunningProvider): Calling['options'] {
  const { id: clientId, secret: clientSecret } = clients.firstParty
  return { issuer, clientId, clientSecret, ...users.bob, scope: 'openid orders.read', resources: { api } }
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN
}
