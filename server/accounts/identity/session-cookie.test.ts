import { describe, expect, it } from 'vitest'
import { createSessionCookie } from './session-cookie'

const [old, current] = ['o'.repeat(32), 'c'.repeat(32)]
const id = 'a'.repeat(43)
const make = (changes: Partial<Parameters<typeof createSessionCookie>[0]> = {}) =>
  createSessionCookie({ secrets: [current], secure: false, maxAgeSeconds: 60, ...changes })
const pair = (header: string) => header.split(';')[0] ?? ''

describe('the session cookie', () => {
  it('gives back the id that it was made of', async () => {
    const cookie = make()
    expect(await cookie.read(`other=1; ${pair(await cookie.toHeader(id))}`)).toBe(id)
  })

  it('is HTTP-only and Lax, and under https Secure with the prefix that keeps it to this host', async () => {
    expect(await make().toHeader(id)).toMatch(/^segue=[^;]+; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(await make({ secure: true }).toHeader(id)).toMatch(
      /^__Host-segue=[^;]+; Max-Age=60; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  it('is read with every secret and signed with the first', async () => {
    const before = pair(await make({ secrets: [old] }).toHeader(id))
    const rotated = make({ secrets: [current, old] })
    expect(await rotated.read(before)).toBe(id)
    expect(await make().read(pair(await rotated.toHeader(id)))).toBe(id)
    expect(await make().read(before)).toBeNull()
  })

  it('is as good as none where it is forged, broken, empty or holds something else', async () => {
    const signed = pair(await make().toHeader(id))
    const short = pair(await make().toHeader('short'))
    for (const header of [
      undefined,
      '',
      'segue=',
      'segue=%%%',
      'segue=abc',
      `${signed.slice(0, -3)}AAA`,
      signed.replace('segue=', 'segue=x'),
      short,
    ]) {
      expect(await make().read(header), header).toBeNull()
    }
  })
})
