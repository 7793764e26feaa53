/** Generated cover art. */
import { createRandom, Salt } from '../catalogue/random'
import { MOTIFS } from './motifs'
import { drawPalette } from './palettes'

/** An SVG of `size` × `size` pixels; the same words always give the same picture. */
export function createCover(genre: number, size: number, ...words: number[]): string {
  const random = createRandom(Salt.art, ...words)
  const palette = drawPalette(random, genre)
  const [x, y] = random.pick([
    [0, 1],
    [1, 1],
    [1, 0],
  ] as const)
  const ground = `<linearGradient id="g" x2="${x}" y2="${y}"><stop stop-color="${palette.deep}"/><stop offset="1" stop-color="${palette.dark}"/></linearGradient>`
  const light = `<linearGradient id="l" x2="0" y2="1"><stop stop-color="#fff" stop-opacity=".14"/><stop offset=".6" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".2"/></linearGradient>`
  const square = (paint: string): string => `<rect width="640" height="640" fill="${paint}"/>`
  const inner = square('url(#g)') + random.pick(MOTIFS)(random, palette) + square('url(#l)')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 640 640"><defs>${ground}${light}</defs>${inner}</svg>`
}
