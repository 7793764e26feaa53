import { describe, expect, test } from 'vitest'
import type { FileEvent } from '../events'
import { encodeAs, readAll, rowsOf, skippedOf } from '../test-support'

const LISTS: readonly (readonly [encoding: string, lines: readonly string[]])[] = [
  [
    'windows-1252',
    ['Björn Bay – Café Lamp', 'Zoë – Étang', 'João – Canção', 'Niño – Mañana', 'Sigur – Hoppípolla'],
  ],
  ['windows-1252', ['Kestrel Bay – Don’t Stop', 'Otto Lind – Say “Lamp”']],
  ['macintosh', ['Björn Bay – Café Lamp', 'Zoë – Étang']],
  ['windows-1250', ['Dvořák – Píseň o lásce', 'Kryštof – Světlo', 'Žlutý pes – Růže']],
  ['iso-8859-2', ['Świat - Żółw', 'Kraków - Łukasz', 'Część - Źródło']],
  ['windows-1251', ['Кино – Группа крови', 'Алиса – Небо славян']],
  ['koi8-r', ['Кино - Группа крови', 'Алиса - Небо славян', 'Ламповый - Залив Утро']],
  ['windows-1253', ['Μίκης – Το τραγούδι της θάλασσας', 'Νανά – Άνοιξη']],
  ['windows-1254', ['Barış – Dağlar dağlar', 'Şebnem – İstanbul', 'Tarkan – Kuzu şımarık']],
  ['windows-1257', ['Žalias – Širdis ąžuolo', 'Ėjau – Šaltinis']],
  ['shift_jis', ['灯台 - 夜の海', 'カモメ - さようなら', 'Lamp - ベイ']],
  ['euc-jp', ['灯台 - 夜の海', 'カモメ - さようなら']],
  ['gb18030', ['周杰伦 - 青花瓷', '王菲 - 红豆', '邓丽君 - 月亮代表我的心']],
  ['big5', ['周杰倫 - 青花瓷', '鄧麗君 - 月亮代表我的心']],
  ['euc-kr', ['아이유 - 좋은 날', '바다 - 등대의 노래']],
]

const names = (events: FileEvent[]) => rowsOf(events).map(({ track }) => [track.artists[0]?.name, track.name])
const split = (lines: readonly string[]) => lines.map((line) => line.split(/ [-–] /))

describe('a file that does not say its encoding', () => {
  test.each(LISTS)('is read as %s by its letters, and the report says so', async (encoding, lines) => {
    const ascii = 'Kestrel Bay - Lamp\n'.repeat(3000)
    const events = await readAll(encodeAs(`${ascii}${lines.join('\n')}\n`, encoding), { chunk: 1000 })
    expect(names(events).slice(3000)).toEqual(split(lines))
    expect(events).toContainEqual({
      kind: 'note',
      text: expect.stringContaining(`read as ${encoding}`) as string,
    })
  })

  test('loses the lines that nothing can be said of, and no other', async () => {
    const events = await readAll(encodeAs('Kestrel Bay - Lamp\n海 - 灯\nOtto - Oar\n', 'gb18030'))
    expect(names(events)).toEqual([
      ['Kestrel Bay', 'Lamp'],
      ['Otto', 'Oar'],
    ])
    expect(skippedOf(events)).toMatchObject([{ line: 2 }])
  })

  test.each(['utf-16le', 'utf-16be'])('is read as %s without a byte order mark', async (encoding) => {
    const bytes = Buffer.from('Björn Bay – Café Lamp\n灯台 – 夜の海\n', 'utf16le')
    const events = await readAll(encoding === 'utf-16le' ? bytes : bytes.swap16(), { chunk: 7 })
    expect(names(events)).toEqual([
      ['Björn Bay', 'Café Lamp'],
      ['灯台', '夜の海'],
    ])
  })

  test('of UTF-8 with some wrong bytes loses their lines', async () => {
    const good = Buffer.from('Björn Bay – Café Lamp\nZoë – Étang\n')
    const events = await readAll(Buffer.concat([good, Buffer.from('A - Caf\xe9\n', 'latin1'), good]))
    expect(names(events)).toHaveLength(4)
    expect(skippedOf(events)).toMatchObject([{ line: 3 }])
    expect(events).not.toContainEqual(expect.objectContaining({ kind: 'note' }))
  })
})

describe('a file that says its encoding', () => {
  const xspf = (encoding: string) =>
    `<?xml version="1.0" encoding="${encoding}"?><playlist xmlns="http://xspf.org/ns/0/"><trackList><track><title>Dvořák</title><creator>Šebek</creator></track></trackList></playlist>`

  test.each(['ISO-8859-2', 'windows-1250'])('is read as %s where it is XML', async (encoding) => {
    const events = await readAll(encodeAs(xspf(encoding), encoding))
    expect(names(events)).toEqual([['Šebek', 'Dvořák']])
    expect(events).toHaveLength(1)
  })

  test('is read as UTF-8 where it is that all the same', async () => {
    expect(names(await readAll(xspf('ISO-8859-1')))).toEqual([['Šebek', 'Dvořák']])
  })

  test('is read as UTF-16 where it is, whatever it says', async () => {
    expect(names(await readAll(Buffer.from(`\ufeff${xspf('UTF-16')}`, 'utf16le')))).toEqual([
      ['Šebek', 'Dvořák'],
    ])
  })

  test('is read by #EXTENC where it is a playlist', async () => {
    const list = '#EXTM3U\n#EXTENC: windows-1251\n#EXTINF:10,Кино - Ночь\na.mp3\n'
    expect(names(await readAll(encodeAs(list, 'windows-1251')))).toEqual([['Кино', 'Ночь']])
  })

  test('loses what is none of its characters', async () => {
    const list = '#EXTM3U\n#EXTENC:shift_jis\n#EXTINF:10,灯台 - 夜の海\na.mp3\n'
    const bytes = Buffer.concat([
      encodeAs(list, 'shift_jis'),
      Buffer.from('#EXTINF:1,A - \xff\xff\nb.mp3\n', 'latin1'),
    ])
    const events = await readAll(bytes)
    expect(names(events)).toEqual([['灯台', '夜の海']])
    expect(skippedOf(events)).not.toEqual([])
  })
})

test('UTF-32 is refused with what to do', async () => {
  await expect(readAll(Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]))).rejects.toMatchObject({
    code: 'FILE_NOT_A_TABLE',
    message: 'The file is UTF-32 text, which is not read.',
  })
})
