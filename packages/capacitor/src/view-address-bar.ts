import { pageAddressBar } from '@tessera/browser/platform'
import type { AddressBar } from '@tessera/core/platform'

/** Where the user is in the web view. Links that open the app are no places in it. */
export function viewAddressBar(): AddressBar {
  const page = pageAddressBar()
  return {
    here: page.here,
    show: address => {
      const { protocol, host } = new URL(address)
      if (protocol === location.protocol && host === location.host) page.show(address)
    },
  }
}
