/** Lets links of this scheme open the app's activity (AndroidManifest.xml). */
export function withIntentFilter(manifest: string, scheme: string): string {
  const filter = `
            <intent-filter>
                <action android:name="android.intent.action.VIEW" />
                <category android:name="android.intent.category.DEFAULT" />
                <category android:name="android.intent.category.BROWSABLE" />
                <data android:scheme="${scheme}" />
            </intent-filter>
`
  return inserted(manifest, '\n        </activity>', filter)
}

/** Tokens that a backup brought to a second phone would be spent by both. */
export function withoutBackup(manifest: string): string {
  if (!manifest.includes('android:allowBackup="true"')) throw new Error('The manifest says nothing of backups.')
  return manifest.replace('android:allowBackup="true"', 'android:allowBackup="false"')
}

/** Lets links of this scheme open the app (Info.plist). */
export function withUrlScheme(plist: string, scheme: string): string {
  const types = `
	<key>CFBundleURLTypes</key>
	<array>
		<dict>
			<key>CFBundleURLName</key>
			<string>${scheme}</string>
			<key>CFBundleURLSchemes</key>
			<array>
				<string>${scheme}</string>
			</array>
		</dict>
	</array>`
  return inserted(plist, '\n</dict>\n</plist>', types)
}

/** Before the last place where this stands. */
function inserted(text: string, before: string, what: string): string {
  const place = text.lastIndexOf(before)
  if (place < 0) throw new Error(`There is no ${JSON.stringify(before)}.`)
  return text.slice(0, place) + what + text.slice(place)
}
