import { base64url } from 'jose'

/** SHA-256, or its left half as an id_token tells it of an access token (OpenID Connect Core §3.1.3.6). */
export async function sha256(text: string, part: 'whole' | 'left half' = 'whole'): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return base64url.encode(new Uint8Array(digest, 0, part === 'whole' ? 32 : 16))
}
