import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import npmChromium, { inflate } from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** How the Chromium of this machine is started. */
export interface Chromium {
  readonly executablePath: string
  readonly args: string[]
  readonly env: Record<string, string>
}

const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
const cache = fileURLToPath(new URL('../.cache', import.meta.url))
/** The one in the package expects its fonts in a fixed place of the machine. `xdg` is the folder of XDG_CACHE_HOME. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`
const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The one that CHROMIUM_PATH names, the one that came from npm, or the system's. `undefined` where there is none. */
export async function chromium(): Promise<Chromium | undefined> {
  const named = env.CHROMIUM_PATH
  if (named) return { executablePath: named, args, env: environment() }
  if (process.platform === 'linux' && process.arch === 'x64') return unpacked()
  const executablePath = systemPaths.find(existsSync)
  return executablePath ? { executablePath, args, env: environment() } : undefined
}

/** Told of every browser that is launched here. */
export const launchListeners: Set<(browser: Browser) => void> = new Set()

/** Chromium for a test that drives it. Throws where there is none. */
export async function launchChromium(): Promise<Browser> {
  const found = await chromium()
  if (!found) throw new Error('No Chromium was found. Name one with CHROMIUM_PATH.')
  const browser = await playwright.launch(found)
  for (const tell of launchListeners) tell(browser)
  return browser
}

/** The package brings the libraries that a bare machine lacks; its own flags switch protections off and are not used. */
async function unpacked(): Promise<Chromium> {
  const folder = `${cache}/chromium-153`
  if (!existsSync(folder)) await unpackTo(folder)
  const env = environment({
    LD_LIBRARY_PATH: `${folder}/al2023/lib`,
    FONTCONFIG_PATH: `${folder}/fonts`,
    XDG_CACHE_HOME: `${folder}/cache`,
  })
  return { executablePath: `${folder}/chromium`, args, env }
}

async function unpackTo(folder: string): Promise<void> {
  console.log('Unpacking Chromium…')
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(`${cache}/chromium-`)
  const usual = env.TMPDIR
  env.TMPDIR = draft
  try {
    const packed = fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium')))
    await Promise.all([npmChromium.executablePath(), inflate(packed)])
    await writeFile(`${draft}/fonts/fonts.conf`, fontConfiguration)
  } finally {
    if (usual === undefined) delete env.TMPDIR
    else env.TMPDIR = usual
  }
  // Whoever comes second finds the folder in its place and leaves it there.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }))
}

function environment(more: Record<string, string> = {}): Record<string, string> {
  const inherited = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(inherited), ...more }
}
