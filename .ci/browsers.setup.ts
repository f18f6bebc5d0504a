// Before each file of tests that drive a browser: what is secret there, and what is said there, counts as if it were here.
import type { Browser, BrowserContext } from 'playwright-core'
import { launchListeners } from './chromium.ts'
import { aside, suiteWatch } from './suite-watch.ts'
import { type WatchedRealm, watchRealm } from './watch-realm.ts'

type Told = readonly [keyof WatchedRealm, string, string]

launchListeners.add(watchBrowser)

function watchBrowser(browser: Browser): void {
  const { newContext } = browser
  browser.newContext = async (...options) => {
    const context = await newContext.apply(browser, options)
    await watchContext(context)
    return context
  }
}

/** Pages tell by lines on the console: a call to here would count as something that the user did. */
async function watchContext(context: BrowserContext): Promise<void> {
  const { see, say, visit } = suiteWatch
  await context.addInitScript(`{
    const { debug } = console
    const telling = word => (...told) => debug('${aside}' + JSON.stringify([word, ...told]))
    ;(${watchRealm})({ see: telling('see'), say: telling('say'), visit: telling('visit') })
  }`)
  context.on('console', line => {
    if (!line.text().startsWith(aside)) return
    const [word, ...told]: Told = JSON.parse(line.text().slice(aside.length))
    ;({ see, say, visit })[word](...told)
  })
  context.on('request', request => visit(request.url()))
  context.on('page', page => page.on('framenavigated', frame => visit(frame.url())))
}
