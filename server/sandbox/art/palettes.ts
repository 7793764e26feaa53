/** Colours per genre: a base hue each, and a way to spread from it. */
import type { Random } from '../catalogue/random'

export type Palette = { dark: string; deep: string; main: string; accent: string; light: string }

// Degrees, in the order of GENRES: warm for soul and reggae, cold for techno and ambient, earth for folk.
const HUES = [
  328, 285, 12, 34, 4, 222, 350, 46, 266, 312, 24, 40, 196, 210, 160, 188, 250, 92, 30, 220, 48, 130, 340, 18,
] as const
const SPREADS = [28, 42, 150, 180] as const

export function drawPalette(random: Random, genre: number): Palette {
  const hue = (HUES[genre] ?? 200) + 14 * random.normal()
  const spread = random.pick(SPREADS) * (random.chance(0.5) ? 1 : -1)
  const muted = random.chance(0.3) ? 0.62 : 1
  const color = (h: number, saturation: number, lightness: number): string =>
    `hsl(${Math.round((h + 720) % 360)} ${Math.round(saturation * muted)}% ${Math.round(lightness)}%)`
  return {
    dark: color(hue - spread / 4, 48, 13),
    deep: color(hue - spread / 3, 58, 30),
    main: color(hue, 70, 52),
    accent: color(hue + spread, 78, 62),
    light: color(hue + spread / 2, 70, 89),
  }
}
