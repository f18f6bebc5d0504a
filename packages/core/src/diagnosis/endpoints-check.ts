import type { Case, GrantName } from './case.js'
import { broken, type Finding, fine } from './finding.js'

type Endpoint = 'authorizationEndpoint' | 'tokenEndpoint' | 'jwksUri' | 'deviceAuthorizationEndpoint'

/** Whether the server names the endpoints that the grant needs. */
export function endpointsFindings({ server, grant, subject }: Case): readonly Finding[] {
  const needed = neededBy(grant).filter(name => name !== 'jwksUri' || !subject.quirks?.withoutIdToken)
  const missing = needed.filter(name => server[name] === undefined)
  if (missing.length === 0) return [fine('endpoints', 'The server names every endpoint that is needed.')]
  return missing.map(name =>
    broken('endpoints', {
      says: `The server’s metadata name no \`${name}\`.`,
      do: 'Choose a grant that the server has, or give its metadata yourself if it has this one and does not say so.',
      code: 'endpoint_missing',
    }),
  )
}

function neededBy(grant: GrantName): readonly Endpoint[] {
  if (grant === 'authorization_code') return ['authorizationEndpoint', 'tokenEndpoint', 'jwksUri']
  if (grant === 'implicit') return ['authorizationEndpoint', 'jwksUri']
  if (grant === deviceCode) return ['deviceAuthorizationEndpoint', 'tokenEndpoint', 'jwksUri']
  return ['tokenEndpoint']
}

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'
