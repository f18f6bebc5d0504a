import { Preferences } from '@capacitor/preferences'
import { randomId } from '@tessera/core/platform'

/** What tells this installation of the app from an earlier one whose texts are still there. */
export interface Installation {
  /** Its name, once it has one. */
  find(): Promise<string | undefined>
  /** Its name, given now unless it has one. */
  name(): Promise<string>
}

const key = 'tessera installation'

/** Named in Preferences, which are removed with the app. */
export const installation: Installation = {
  find,
  name: async () => {
    const known = await find()
    if (known !== undefined) return known
    const name = randomId()
    await Preferences.set({ key, value: name })
    return name
  },
}

async function find(): Promise<string | undefined> {
  return (await Preferences.get({ key })).value ?? undefined
}
