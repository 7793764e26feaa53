import { describe, expect, it } from 'vitest'
import { toListFile } from './list-file'

const nameOf = (title: string) => {
  const { headers } = toListFile(new Request('http://segue.test/t/1/list?format=txt'), { title, tracks: [] })
  const [, name = ''] = /filename\*=UTF-8''(\S+)\.txt$/.exec(headers.get('content-disposition') ?? '') ?? []
  return decodeURIComponent(name)
}

describe('a list as a file', () => {
  it('is named after the list, in any script', () => {
    expect(nameOf("Tracks like Don't (夜) by Björk*")).toBe("Tracks like Don't (夜) by Björk*")
  })

  it('has a name without folders, that is cut between letters where it is long', () => {
    expect(nameOf('AC/DC')).toBe('AC DC')
    expect(nameOf(`a${'🎵'.repeat(100)}`)).toBe(`a${'🎵'.repeat(59)}`)
  })

  it('is refused where the address names no format', () => {
    expect(() => toListFile(new Request('http://segue.test/t/1/list'), { title: 'x', tracks: [] })).toThrow(
      'The format is one of csv, m3u8, jspf, txt.',
    )
  })
})
