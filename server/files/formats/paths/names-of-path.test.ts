import { describe, expect, test } from 'vitest'
import { namesOfPath, numberingOf } from './names-of-path'

const read = (address: string) => namesOfPath(address, numberingOf([address]))

describe('the path of a sound file', () => {
  test.each([
    ['Kestrel Bay/Estuary (1998)/CD 1/03 - All I Want.mp3', 'Kestrel Bay', 'All I Want', 'Estuary'],
    ['Kestrel Bay/Rose/15-kestrel_bay-rose.mp3', 'Kestrel Bay', 'rose', 'Rose'],
    ['/home/me/Music/Kestrel Bay/Estuary/1-02 Lamp.flac', 'Kestrel Bay', 'Lamp', 'Estuary'],
    ['C:\\Users\\me\\Music\\Kestrel Bay\\1998 - Estuary\\02. Lamp.m4a', 'Kestrel Bay', 'Lamp', 'Estuary'],
    ['D:/Music/Kestrel Bay - Estuary/02 Lamp.ogg', 'Kestrel Bay', 'Lamp', 'Estuary'],
    ['\\\\nas\\music\\Kestrel Bay\\Estuary\\Lamp.mp3', 'Kestrel Bay', 'Lamp', 'Estuary'],
    ['file:///C:/Music/Kestrel%20Bay/Estuary/05%20Lamp.mp3', 'Kestrel Bay', 'Lamp', 'Estuary'],
    ['../Kestrel Bay/Estuary/05 - Kestrel Bay - Lamp - Live.mp3', 'Kestrel Bay', 'Lamp - Live', 'Estuary'],
    [
      'Kestrel Bay/Estuary/03 - Lamp - Remastered 2019.mp3',
      'Kestrel Bay',
      'Lamp - Remastered 2019',
      'Estuary',
    ],
    ['Kestrel Bay - Estuary - 03 - Lamp.mp3', 'Kestrel Bay', 'Lamp', 'Estuary'],
    ['Various Artists/Marks/03 - Otto Lind - Bell.mp3', 'Otto Lind', 'Bell', 'Marks'],
    ['311/Transistor/02 - Lamp.mp3', '311', 'Lamp', 'Transistor'],
    ['Madonna/Music/01 Impressive Lamp.mp3', 'Madonna', 'Impressive Lamp', 'Music'],
    ['Ariana/Next/7 rings.mp3', 'Ariana', '7 rings', 'Next'],
    ['Nena/Nena/99 Luftballons.mp3', 'Nena', '99 Luftballons', 'Nena'],
    ['Music/Otto Lind - Bell.mp3', 'Otto Lind', 'Bell', undefined],
    ['Kestrel Bay/Lamp.mp3', 'Kestrel Bay', 'Lamp', undefined],
    ['311 - Down.mp3', '311', 'Down', undefined],
    ['Some_Band_-_A_Song.mp3', 'Some Band', 'A Song', undefined],
  ])('%s', (path, artist, title, album) => {
    expect(read(path)).toMatchObject({ artist, title, ...(album !== undefined && { album }) })
    expect(read(path).album).toBe(album)
  })

  test.each(['/home/me/Music/Lamp.mp3', 'D:\\Music\\Lamp.mp3', 'Lamp.mp3'])('%s names no artist', (path) => {
    expect(read(path)).toEqual({ title: 'Lamp' })
  })

  test.each(['https://example.org/spotify/1.mp3', 'library://track/12', 'spotify:track:x'])(
    '%s says nothing',
    (path) => {
      expect(read(path)).toEqual({})
    },
  )
})

test('numbers of files that follow each other are numbering, whatever they are', () => {
  const files = ['101 Lamp.mp3', '102 Bell.mp3', '103 7 rings.mp3', '104 Oar.mp3'].map(
    (name) => `Kestrel Bay/Estuary/${name}`,
  )
  expect(files.map((file) => namesOfPath(file, numberingOf(files)).title)).toEqual([
    'Lamp',
    'Bell',
    '7 rings',
    'Oar',
  ])
})
