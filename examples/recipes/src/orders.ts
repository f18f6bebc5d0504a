/** What the API answers. */
export interface Orders {
  readonly for: string
  readonly orders: readonly { readonly id: number; readonly what: string; readonly quantity: number }[]
}
