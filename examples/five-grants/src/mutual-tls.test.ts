import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server, type ServerOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls'
import { tlsClient } from '@tessera/core/client-authentication'
import { clientCredentials } from '@tessera/node'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Certified, certificateAuthority } from './certificates.ts'
import { moduleOn } from './grant-page.ts'

const authority = certificateAuthority('An authority')
const known = getCACertificates('default')
let server: Awaited<ReturnType<typeof startServer>>
let folder: string

beforeAll(async () => {
  setDefaultCACertificates([...known, authority.cert])
  folder = await mkdtemp(join(tmpdir(), 'tessera-mutual-tls-'))
  server = await startServer()
})
afterEach(() => {
  vi.unstubAllEnvs()
  server.asked.length = 0
})
afterAll(async () => {
  setDefaultCACertificates(known)
  await server.close()
  await rm(folder, { recursive: true })
})

async function listening(options: ServerOptions, answer: (socket: TLSSocket) => readonly [number, object]) {
  const server = createServer({ ...authority.certify('The server'), ...options }, ({ socket }, response) => {
    if (!(socket instanceof TLSSocket)) throw new Error('no TLS')
    const [status, body] = answer(socket)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port }: { readonly port: number } = Object.assign({ port: 0 }, server.address())
  return { server, origin: `https://localhost:${port}` }
}

/** Shows its metadata to everybody, and where a certificate is asked for talks only to those who show one. */
async function startServer() {
  const asked: string[] = []
  const withCertificate = await listening(
    { ca: authority.cert, requestCert: true, rejectUnauthorized: true },
    socket => {
      const { CN } = socket.getPeerCertificate().subject
      asked.push(String(CN))
      return CN === 'service'
        ? [200, { access_token: 'a token for a certificate', token_type: 'Bearer', expires_in: 600 }]
        : [401, { error: 'invalid_client' }]
    },
  )
  const open: Awaited<ReturnType<typeof listening>> = await listening({}, () => [
    200,
    {
      issuer: open.origin,
      token_endpoint: `${open.origin}/token`,
      mtls_endpoint_aliases: { token_endpoint: `${withCertificate.origin}/token` },
    },
  ])
  const close = async (server: Server) => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return {
    issuer: open.origin,
    asked,
    close: () => Promise.all([open, withCertificate].map(each => close(each.server))),
  }
}

/** The module on the page, with this certificate. */
async function machineWith({ cert, key }: Certified) {
  const [certFile, keyFile] = [join(folder, 'client.pem'), join(folder, 'client.key')]
  await Promise.all([writeFile(certFile, cert), writeFile(keyFile, key, { mode: 0o600 })])
  vi.stubEnv('CLIENT_CERTIFICATE_FILE', certFile)
  vi.stubEnv('CLIENT_KEY_FILE', keyFile)
  vi.resetModules()
  const real = { 'https://id.example.com': server.issuer, 'https://api.example.com': server.issuer }
  const { machine } = await moduleOn('client-credentials', 'with-certificate.ts', real)
  return machine
}

describe('a client that its certificate makes known', () => {
  it('gets its token where the certificate is asked for', async () => {
    const machine = await machineWith(authority.certify('service'))
    expect(await machine.getAccessToken()).toBe('a token for a certificate')
    expect(server.asked).toEqual(['service'])
  })

  it('gets none without the certificate: there is no connection', async () => {
    const { issuer } = server
    const registered = { issuer, clientId: 'service', authentication: tlsClient, resources: { api: issuer } }
    const outcome = clientCredentials(registered).getAccessToken()
    await expect(outcome).rejects.toMatchObject({ code: 'network_failed', retryable: true })
    expect(server.asked).toEqual([])
  })

  it('gets none with a certificate of its name by an authority that the server does not trust', async () => {
    const machine = await machineWith(certificateAuthority('Another authority').certify('service'))
    await expect(machine.getAccessToken()).rejects.toMatchObject({ code: 'network_failed' })
    expect(server.asked).toEqual([])
  })

  it('gets none with the certificate of another client', async () => {
    const machine = await machineWith(authority.certify('reports'))
    await expect(machine.getAccessToken()).rejects.toMatchObject({ code: 'client_refused' })
    expect(server.asked).toEqual(['reports'])
  })
})
