import type { Drum } from './sounds'

/**
 * A bar (or some) of `beats` beats. Each line is spread evenly over it: X loud, x middle, o soft, ? now and then. The
 * beat is what is counted when the style is played; its `division` is 2 or 3.
 */
export type Pattern = {
  kind: string
  bpm: readonly [low: number, high: number]
  beats: number
  division: 2 | 3
  lines: Partial<Record<Drum, string>>
}

type Lines = Pattern['lines']
const make = (kind: string, bpm: Pattern['bpm'], beats: number, division: 2 | 3, all: Lines[]): Pattern[] =>
  all.map((lines) => ({ kind, bpm, beats, division, lines }))

/** Rhythms whose tempo nobody disputes, with the range they are played in. */
// prettier-ignore
export const PATTERNS: Pattern[] = [
  ...make('clicks', [60, 200], 1, 2, [{ click: 'X' }, { tick: 'X' }, { beep: 'X' }]),
  ...make('house', [100, 190], 4, 2, [
    { kick: 'XXXX', clap: '.X.X', hat: '.x.x.x.x' },
    { kick: 'XXXX', hat: '.X.X.X.X' },
    { kick: 'XXXX', clap: '.X.X', hat: 'o.xoo.xoo.xoo.xo' },
    { kick: 'XXXX', clap: '.X.X', hat: 'xXxXxXxX' },
    { kick: 'XXXX', snare: '.x.x' },
    { kick: 'XXXX', clap: '.X.X', hat: 'x.xxx.xxx.xxx.xx' },
    { kick: 'XoooXoooXoooXooo', hat: '.x.x.x.x' },
    { kick: 'XXXX' },
  ]),
  ...make('drum and bass', [150, 190], 4, 2, [
    { kick: 'X....X..', snare: '..X...X.', hat: 'XxXxXxXx' },
    { kick: 'X.........X.....', snare: '....X..o.o..X...', hat: 'X.x.X.x.X.x.X.x.' },
    { kick: 'X.X.......XX....', snare: '....X..o.o..X..o', hat: 'X.x.X.x.X.x.X.x.' },
    { kick: 'X.........X.....', snare: '....X.......X...', hat: 'xoxoxoxoxoxoxoxo' },
    { kick: 'X.........X.....', snare: '....X.......X...', hat: 'X.?.X.?.X.?.X.??' },
    { kick: 'X.X.......XX....', snare: '....X..X.X..X..X', ride: 'X.X.X.X.X.X.X.X.' },
    { kick: 'X.........X.....', snare: '....X.......X...', hat: 'x...x...x...x...' },
  ]),
  ...make('hip-hop', [70, 98], 4, 2, [
    { kick: 'X.....x.X.......', snare: '....X.......X...', hat: 'X.x.X.x.X.x.X.x.' },
    { kick: 'X.....x...x.....', snare: '....X.......X...', hat: 'X.x.X.x.X.x.X.xx' },
    { kick: 'X..x......x..x..', snare: '....X.......X..o', hat: 'xoxoxoxoxoxoxoxo' },
    { kick: 'X......X.X......', snare: '....X..o....X...', hat: 'x?x?x?x?x?x?x?x?' },
  ]),
  ...make('rock', [80, 180], 4, 2, [
    { kick: 'X...X...', snare: '..X...X.', hat: 'XxXxXxXx' },
    { kick: 'X..xX...', snare: '..X...X.', hat: 'XxXxXxXx' },
    { kick: 'X...Xx..', snare: '..X...X.', ride: 'X.X.X.X.' },
    { kick: 'X..x.x..', snare: '..X...X.', hat: 'X.X.X.X.' },
    { kick: 'X.xxX.x.', snare: '..X...X.', ride: 'XxXxXxXx' },
  ]),
  ...make('reggaeton', [84, 104], 4, 2, [{ kick: 'XXXX', snare: '...x..x....x..x.', hat: '.x.x.x.x' }]),
  ...make('waltz', [84, 200], 3, 2, [
    { kick: 'X..', snare: '.xx', hat: 'xxx' },
    { kick: 'X..', hat: '.xx' },
    { kick: 'X..', snare: '.xx', ride: 'X.X?X?' },
  ]),
  ...make('6/8', [45, 90], 2, 3, [
    { kick: 'X.....', snare: '...X..', hat: 'XxxXxx' },
    { kick: 'X.....', snare: '...X..' },
    { kick: 'X....x', snare: '...X..', hat: 'xxxxxx' },
    { kick: 'X.....', snare: '...X..', hat: 'X.xX.x' },
    { kick: 'X..X..', snare: '...X..', hat: 'xxxxxx' },
    { kick: 'X.....', snare: '...x..', ride: 'XxxXxx' },
    { kick: 'X..x..', hat: 'XxxXxx' },
    { hat: 'XxxXxx' },
  ]),
  ...make('12/8 blues', [50, 130], 4, 3, [
    { kick: 'X.....X.....', snare: '...X.....X..', hat: 'X.xX.xX.xX.x' },
    { kick: 'X....xX.....', snare: '...X.....X..', hat: 'X.xX.xX.xX.x' },
    { kick: 'X..X..X..X..', snare: '...X.....X..', hat: 'X.xX.xX.xX.x' },
  ]),
  ...make('slow 12/8', [50, 90], 4, 3, [
    { kick: 'X.....X.....', snare: '...X.....X..', hat: 'XxxXxxXxxXxx' },
    { kick: 'X....xX....x', snare: '...X.....X..', ride: 'XxxXxxXxxXxx' },
  ]),
  ...make('swing', [110, 200], 4, 3, [
    { ride: 'X..X.xX..X.x', hat: '.X.X', kick: 'oooo' },
    { ride: 'X..X.xX..X.x', hat: '.X.X', snare: '..?..?..?..?' },
    { ride: 'X..X.xX..X.x', hat: '.X.X', kick: '?..?.??..?.?' },
  ]),
  ...make('no drums', [66, 140], 4, 2, [{}]),
  ...make('no drums', [66, 160], 3, 2, [{}]),
  ...make('no drums', [45, 80], 2, 3, [{}]),
]
