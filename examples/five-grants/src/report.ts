import type { Finding } from '@tessera/core/diagnose'

/** What is not fine, as lines for a terminal. */
export function report(findings: readonly Finding[]): string {
  const lines = findings.flatMap(finding => {
    if (finding.verdict === 'fine') return []
    const line = `${finding.verdict} ${finding.check}: ${finding.says}`
    return 'do' in finding ? [line, `  → ${finding.do}`] : [line]
  })
  return lines.join('\n')
}
