import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { signer } from '../../test-support/id-tokens.js'
import { providerSuite } from '../../test-support/provider-suite.js'
import {
  entraIdFixture,
  entraIdTenantsFixture,
  otherTenant,
  template,
  tenant,
} from '../../test-support/providers/entra-id.js'
import { none } from '../endpoints/client-authentication.js'
import { authorizationCode } from '../grants/authorization-code.js'
import { refreshToken } from '../grants/refresh-token.js'
import { checkResponse } from '../messages/authorization-response.js'
import { parseServerMetadata } from '../messages/server-metadata.js'
import { entraId, entraIdTenants, personalAccounts } from './entra-id.js'

providerSuite(entraIdFixture)
providerSuite(entraIdTenantsFixture)

describe('Entra ID for several tenants', () => {
  const wall = Date.UTC(2026, 10, 26)
  const { clock } = handClock(wall)
  const provider = entraIdTenants({ tenants: [tenant, otherTenant], clientId: 'web' })
  const registration = { ...provider, authentication: none }
  const stranger = '99999999-8888-4777-8666-555555555555'
  const issuerOf = (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`

  const templated = issuerOf('{tenantid}')

  async function answered(issuer: string, keyIssuer: unknown = templated, tid: unknown = issuer.split('/')[3]) {
    const key = await signer('RS256', 'key')
    const iat = wall / 1000
    const id_token = await key.sign({ iss: issuer, tid, aud: 'web', sub: 'ada', nonce: 'n', iat, exp: iat + 3600 })
    const { fetch } = fakeFetch(() => json({ access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token }))
    return { fetch, clock, keys: { keys: [{ ...key.jwk, issuer: keyIssuer }] } }
  }

  const asked = { code: 'c', redirectUri: 'https://app.example/', codeVerifier: 'v', nonce: 'n' }
  it.each([tenant, otherTenant])('welcomes users of the listed tenant %s, at sign-in and at refresh', async id => {
    const options = await answered(issuerOf(id))
    expect(await authorizationCode(registration, asked, options)).toMatchObject({ user: { sub: 'ada' } })
    const renewed = await refreshToken(registration, { refreshToken: 'rt', user: { sub: 'ada' } }, options)
    expect(renewed).toMatchObject({ tokens: { user: { sub: 'ada' } } })
    expect(renewed).not.toHaveProperty('mismatch')
  })

  it.each([issuerOf(stranger), issuerOf('{tenantid}'), `${issuerOf(tenant)}/`, issuerOf(tenant).toUpperCase()])(
    'turns away who comes from %s',
    async issuer => {
      const options = await answered(issuer)
      const wrong = { code: 'id_token_invalid', facts: { claim: 'iss' } }
      await expect(authorizationCode(registration, asked, options)).rejects.toMatchObject(wrong)
      const renewed = await refreshToken(registration, { refreshToken: 'rt' }, options)
      expect(renewed.mismatch).toMatchObject(wrong)
    },
  )

  it.each([
    ['the tenant itself', issuerOf(tenant), tenant, true],
    ['every tenant', templated, tenant, true],
    ['another tenant, a listed one', issuerOf(otherTenant), tenant, false],
    ['nobody', undefined, tenant, false],
    ['every tenant, for a user of another one', templated, otherTenant, false],
    ['the tenant itself, for a user of another one', issuerOf(tenant), otherTenant, false],
    ['every tenant, for a user of none', templated, 7, false],
  ])('takes an id_token that is signed with a key for %s', async (_, keyIssuer, tid, isTaken) => {
    const tokens = authorizationCode(registration, asked, await answered(issuerOf(tenant), keyIssuer ?? 0, tid))
    if (isTaken) expect(await tokens).toMatchObject({ user: { sub: 'ada', tid } })
    else await expect(tokens).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim: 'iss' } })
  })

  it('takes answers in which a listed tenant, and no other, names itself', () => {
    const response = { kind: 'code', code: 'c', state: 's' } as const
    const expected = { ...registration, state: 's', kind: 'code' } as const
    expect(checkResponse({ ...response, iss: issuerOf(otherTenant) }, expected)).toMatchObject({ code: 'c' })
    expect(() => checkResponse({ ...response, iss: issuerOf(stranger) }, expected)).toThrow(
      expect.objectContaining({ code: 'issuer_mismatch' }),
    )
  })

  it('knows its endpoints, because Microsoft’s document for all tenants speaks for none', () => {
    expect(() => parseServerMetadata(template, provider.issuer)).toThrow(
      expect.objectContaining({ code: 'issuer_mismatch' }),
    )
    const { issuer, ...endpoints } = provider.server
    expect(parseServerMetadata({ ...template, issuer }, issuer)).toEqual({ issuer, ...endpoints })
  })

  it('may be for personal accounts, which are a tenant of their own', () => {
    const personal = entraIdTenants({ tenants: [personalAccounts], clientId: 'web', accounts: 'consumers' })
    expect(personal.server.tokenEndpoint).toBe('https://login.microsoftonline.com/consumers/oauth2/v2.0/token')
    expect(personal.quirks).toMatchObject({ issuers: [issuerOf(personalAccounts)] })
  })

  it('wants tenants by their id, at least one', () => {
    const invalid = expect.objectContaining({ code: 'invalid_options' })
    expect(() => entraId({ tenant: 'example.com', clientId: 'web' })).toThrow(invalid)
    expect(() => entraId({ tenant: 'common', clientId: 'web' })).toThrow(invalid)
    expect(() => entraIdTenants({ tenants: [], clientId: 'web' })).toThrow(invalid)
    expect(() => entraIdTenants({ tenants: [tenant, '{tenantid}'], clientId: 'web' })).toThrow(invalid)
    expect(entraId({ tenant: 'AAAAAAAA-2222-4333-8444-555555555555', clientId: 'web' }).issuer).toBe(
      issuerOf('aaaaaaaa-2222-4333-8444-555555555555'),
    )
  })
})
