import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate and its private key, each as PEM. */
export interface Certified {
  readonly cert: string
  readonly key: string
}

/** An authority of certificates (RFC 5280), made anew, and gone with the process. */
export interface CertificateAuthority {
  /** What those trust who trust it. */
  readonly cert: string
  /** For somebody of this name, who may also be the server at `localhost`. */
  readonly certify: (name: string) => Certified
}

export function certificateAuthority(name: string): CertificateAuthority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issued = (subject: string, publicKey: KeyObject, extension: Buffer) =>
    pem('CERTIFICATE', certificate({ issuer: name, subject, publicKey, extension }, own.privateKey))
  return {
    cert: issued(name, own.publicKey, isAuthority),
    certify: subject => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
      return { cert: issued(subject, publicKey, isLocalhost), key: String(key) }
    },
  }
}

interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly publicKey: KeyObject
  readonly extension: Buffer
}

/** RFC 5280 §4.1, in the encoding of X.690 (DER). */
function certificate({ issuer, subject, publicKey, extension }: Claims, signingKey: KeyObject): Buffer {
  const hour = 3_600_000
  const said = sequence(
    der(0xa0, der(integer, Buffer.of(2))),
    der(integer, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(time(Date.now() - hour), time(Date.now() + hour)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  )
  return sequence(said, ecdsaWithSha256, der(0x03, Buffer.of(0), sign('sha256', said, signingKey)))
}

const integer = 0x02
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'))
const isAuthority = sequence(identifier('551d13'), der(0x04, sequence(der(0x01, Buffer.of(0xff)))))
const isLocalhost = sequence(identifier('551d11'), der(0x04, sequence(der(0x82, Buffer.from('localhost')))))

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(identifier('550403'), der(0x0c, Buffer.from(commonName)))))
}

function time(wall: number): Buffer {
  const digits = new Date(wall).toISOString().replaceAll(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}

function identifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts)
}

/** A tag, a length, and what is so long. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...(length < 0x80 ? [length] : long)), content])
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
