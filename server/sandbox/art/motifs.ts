/** Eight ways to fill a 640 × 640 square; each returns SVG markup. */
import type { Random } from '../catalogue/random'
import type { Palette } from './palettes'

export type Motif = (random: Random, palette: Palette) => string

const SIZE = 640
const n = (value: number): string => String(Math.round(value * 10) / 10)
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
const circle = (x: number, y: number, r: number, paint: string): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" ${paint}/>`
const tints = (palette: Palette): string[] => [palette.deep, palette.main, palette.accent, palette.light]

const horizon: Motif = (random, palette) => {
  const level = random.between(300, 400)
  const x = random.between(180, 460)
  const sun = circle(x, level - random.between(20, 110), random.between(90, 150), `fill="${palette.light}"`)
  const waves = range(5).map((i) => {
    const y = level + i * 58
    const swing = 26 + 10 * random.uniform()
    const shift = random.between(0, 320)
    const path = range(5)
      .map((k) => `q 80 ${n(k % 2 === 0 ? -swing : swing)} 160 0 t 160 0`)
      .join(' ')
    return `<path d="M ${-shift - 320} ${n(y)} ${path} V 700 H -640 Z" fill="${i % 2 === 0 ? palette.deep : palette.main}" opacity="${n(0.55 + i * 0.1)}"/>`
  })
  return sun + waves.join('')
}

const arcs: Motif = (random, palette) => {
  const [x, y] = [random.pick([0, 0, SIZE, SIZE / 2]), random.pick([SIZE, SIZE, 0])]
  const rings = random.between(7, 10)
  return range(rings)
    .map((i) =>
      circle(
        x,
        y,
        ((rings - i) * 680) / rings,
        `fill="${tints(palette)[(i + random.int(2)) % 4] ?? palette.main}"`,
      ),
    )
    .join('')
}

const quarters: Motif = (random, palette) => {
  const cells = random.pick([3, 4, 4])
  const side = SIZE / cells
  return range(cells * cells)
    .map((i) => {
      const [x, y] = [(i % cells) * side, Math.floor(i / cells) * side]
      const [back, front] = random.shuffle(tints(palette))
      const [cx, cy] = [x + random.int(2) * side, y + random.int(2) * side]
      const shape = random.chance(0.75)
        ? circle(cx, cy, side, `fill="${front ?? ''}"`)
        : circle(x + side / 2, y + side / 2, side * 0.32, `fill="${front ?? ''}"`)
      // The ground runs a little under the next cell, so that no hairline shows between two.
      const ground = `<rect x="${n(x)}" y="${n(y)}" width="${n(side + 1)}" height="${n(side + 1)}" fill="${back ?? ''}"/>`
      const frame = `x="${n(x)}" y="${n(y)}" width="${n(side)}" height="${n(side)}"`
      return `${ground}<svg ${frame} viewBox="${n(x)} ${n(y)} ${n(side)} ${n(side)}">${shape}</svg>`
    })
    .join('')
}

const haze: Motif = (random, palette) => {
  const blobs = range(6).map((i) => ({
    id: `h${i}`,
    color: tints(palette)[i % 4] ?? palette.main,
    x: random.between(0, SIZE),
    y: random.between(0, SIZE),
    r: random.between(190, 360),
  }))
  const gradients = blobs.map(
    ({ id, color }) =>
      `<radialGradient id="${id}"><stop offset="0" stop-color="${color}"/><stop offset="1" stop-color="${color}" stop-opacity="0"/></radialGradient>`,
  )
  const disc = circle(
    SIZE / 2,
    SIZE / 2,
    random.between(110, 170),
    `fill="none" stroke="${palette.light}" stroke-width="6" opacity=".85"`,
  )
  return `<defs>${gradients.join('')}</defs>${blobs.map(({ id, x, y, r }) => circle(x, y, r, `fill="url(#${id})"`)).join('')}${disc}`
}

const rays: Motif = (random, palette) => {
  const [x, y] = [random.between(200, 440), random.between(240, 480)]
  const count = random.pick([14, 18, 24])
  const beams = range(count).map((i) => {
    const [from, to] = [(2 * Math.PI * i) / count, (2 * Math.PI * (i + 0.5)) / count]
    const at = (angle: number): string => `${n(x + 900 * Math.cos(angle))} ${n(y + 900 * Math.sin(angle))}`
    return `<path d="M ${x} ${y} L ${at(from)} L ${at(to)} Z" fill="${i % 2 === 0 ? palette.main : palette.accent}" opacity=".9"/>`
  })
  return (
    beams.join('') + circle(x, y, 120, `fill="${palette.dark}"`) + circle(x, y, 78, `fill="${palette.light}"`)
  )
}

const ribbons: Motif = (random, palette) => {
  const angle = random.pick([-35, 35, -20, 60])
  const lines = range(11).map((i) => {
    const y = -220 + i * 105
    const x = random.between(-200, 160)
    return `<line x1="${x}" x2="${x + random.between(380, 860)}" y1="${y}" y2="${y}" stroke="${random.pick(tints(palette))}" stroke-width="${random.between(46, 84)}" stroke-linecap="round"/>`
  })
  return `<g transform="rotate(${angle} 320 320)">${lines.join('')}</g>`
}

const orbit: Motif = (random, palette) => {
  const rings = range(6).map((i) =>
    circle(
      320,
      320,
      60 + i * 46,
      `fill="none" stroke="${i % 2 === 0 ? palette.accent : palette.main}" stroke-width="${3 + (i % 3) * 4}" opacity=".9"`,
    ),
  )
  const moons = range(6).map((i) => {
    const angle = 2 * Math.PI * random.uniform()
    return circle(
      320 + (60 + i * 46) * Math.cos(angle),
      320 + (60 + i * 46) * Math.sin(angle),
      random.between(10, 26),
      `fill="${i % 2 === 0 ? palette.light : palette.accent}"`,
    )
  })
  return rings.join('') + circle(320, 320, 34, `fill="${palette.light}"`) + moons.join('')
}

const ridges: Motif = (random, palette) => {
  const moon = circle(
    random.between(140, 500),
    random.between(110, 210),
    random.between(50, 84),
    `fill="${palette.light}"`,
  )
  const layers = [palette.accent, palette.main, palette.deep, palette.dark].map((color, layer) => {
    const points = range(9).map(
      (i) => `L ${i * 80} ${n(270 + layer * 92 + (i % 2 === 0 ? 1 : -1) * random.between(8, 74))}`,
    )
    return `<path d="M 0 700 ${points.join(' ')} V 700 Z" fill="${color}"/>`
  })
  return moon + layers.join('')
}

export const MOTIFS: readonly Motif[] = [horizon, arcs, quarters, haze, rays, ribbons, orbit, ridges]
