import { parseArgs } from 'node:util'

const pageNames = ['spa-react', 'spa-implicit'] as const

/** What `npm start` is asked for. */
export interface Options {
  readonly once: boolean
  readonly port: number
  readonly pageName: (typeof pageNames)[number]
  readonly redirectUris: readonly string[]
}

const listed = `The options of npm start, which come after "--":
  --once                                 ends after the grants
  --port 8080                            the port of the example page
  --page spa-implicit                    serves the page of the implicit grant
  --redirect-uri http://localhost:5173/  lets a page of your own sign in, too; may be repeated`

/** Throws, with the list of the options, when there is another one or a value cannot be right. */
export function optionsFrom(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        page: { type: 'string', default: 'spa-react' },
        'redirect-uri': { type: 'string', multiple: true, default: [] },
      },
    })
    return {
      once: values.once,
      port: portFrom(values.port),
      pageName: pageNameFrom(values.page),
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

function pageNameFrom(value: string): Options['pageName'] {
  const pageName = pageNames.find(name => name === value)
  if (!pageName) throw new Error(`--page ${value} is none of the pages: ${pageNames.join(', ')}.`)
  return pageName
}
