import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

interface Listed {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** The processes that this one has begun, and those that they have begun, youngest last. */
async function descendants(pid: number): Promise<readonly Listed[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,command='])
  const all = stdout.split('\n').map(line => {
    const [, own = '', parent = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    return { pid: Number(own), parent: Number(parent), command }
  })
  const below = (parent: number): readonly Listed[] =>
    all.filter(each => each.parent === parent).flatMap(each => [each, ...below(each.pid)])
  return below(pid)
}

export async function killTree(pid: number): Promise<void> {
  for (const each of [pid, ...(await descendants(pid)).map(({ pid }) => pid)]) kill(each)
}

/** Whoever has ended already stays so. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {}
}

/** Opens a tab and finds the process that came with it. */
export async function withItsProcess<T>(
  browser: number,
  isTab: (command: string) => boolean,
  open: () => Promise<T>,
): Promise<{ readonly opened: T; readonly pid: number | undefined }> {
  const tabs = async () => (await descendants(browser)).filter(({ command }) => isTab(command)).map(({ pid }) => pid)
  const before = await tabs()
  const opened = await open()
  const pid = (await tabs()).find(pid => !before.includes(pid))
  return { opened, pid }
}
