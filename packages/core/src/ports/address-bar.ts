/** Port: where the user is in the application. */
export interface AddressBar {
  /** The address in sight; `undefined` where there is none. */
  here(): string | undefined
  /** Replaces the address in sight, and tells routers. `resumeAt`: where a reload lands, until the next call. */
  show(address: string, resumeAt?: string): void
}

/** Where the user sees no addresses, as in a terminal. */
export const noAddressBar: AddressBar = { here: () => undefined, show: () => {} }
