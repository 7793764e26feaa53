import { describe, expect, it } from 'vitest'
import { toEndpointGroup } from './endpoint-group'
import { GroupLimitsText, parseGroupLimits } from './group-limits'

describe('limits of endpoint groups', () => {
  it('are read from a text', () => {
    expect(parseGroupLimits('search=0.5/500,  playlists=2/0')).toEqual({
      search: { perSecond: 0.5, perDay: 500 },
      playlists: { perSecond: 2, perDay: 0 },
    })
    expect(parseGroupLimits('')).toEqual({})
  })

  it.each(['search', 'search=1', 'search=0/5', 'songs=1/5', 'search=1/-5', 'search=9999/1'])(
    'are not %j, which is named',
    (text) => {
      const parsed = GroupLimitsText.safeParse(`tracks=1/10 ${text}`)
      expect(parsed.error?.issues[0]?.message).toContain(`“${text}”`)
    },
  )
})

describe('the group of a path', () => {
  it.each([
    ['/tracks/x', 'tracks'],
    ['/playlists/x/items?limit=50', 'playlists'],
    ['/audio-features?ids=a,b', 'audio'],
    ['/audio-analysis/x', 'audio'],
    ['/me', 'me'],
    ['/users/x/playlists', 'me'],
    ['/search?q=x', 'search'],
    ['/markets', 'other'],
    ['', 'other'],
  ])('%s is %s', (path, group) => {
    expect(toEndpointGroup(path)).toBe(group)
  })
})
