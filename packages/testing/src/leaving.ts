/**
 * The address that this page goes to next, as when a user is sent to sign in; it stays where it is. For tests in a browser with
 * the Navigation API.
 */
export function leaving(): Promise<string> {
  return new Promise(resolve => {
    const stay = (event: NavigateEvent) => {
      event.preventDefault()
      resolve(event.destination.url)
    }
    navigation.addEventListener('navigate', stay, { once: true })
  })
}
