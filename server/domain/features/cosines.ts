import { addProducts, packPlaces, type Places } from './places'
import { GROUP_OF_BLOCK, shareKnown, weightOfBlocks, type Embedding, type GroupWeights } from './similarity'
import { BLOCKS, DIMENSIONS, GROUPS } from './vector-spec'

/** Balances to compare under, and whether also with each group left out of each of them. */
export type Weighing = { balances: readonly GroupWeights[]; leavingOut: boolean }

/** A column for each balance of a weighing; where groups are left out, one for each of them behind it. */
export const columnsOf = ({ balances, leavingOut }: Weighing): number =>
  balances.length * variants(leavingOut)
/** The column of a balance without a group, both by their position. */
export const columnWithout = (balance: number, group: number): number => balance * variants(true) + 1 + group
const variants = (leavingOut: boolean) => (leavingOut ? 1 + GROUPS.length : 1)

/** Cosines [columns × references] of a track; the next call overwrites them. */
export type Cosines = (tracks: Places, row: number) => Float64Array

/**
 * The cosines of tracks to each of some references, as `cosine` gives them. Vectors are multiplied once, block by block; a
 * cosine under a balance, or without a group, is arithmetic on what the blocks gave.
 */
export function createCosines(references: readonly Embedding[], weighing: Weighing): Cosines {
  const packed = packPlaces(references)
  const findCommon = references.map((_, at) => createCommon(packed, at, weighing))
  const popularityWeights = weighing.balances.map((balance) => balance[GROUPS.length] ?? 0)
  const columns = variants(weighing.leavingOut)
  const cosines = new Float64Array(columnsOf(weighing) * references.length)
  const products = new Float64Array(BLOCKS.length)
  const dots = new Float64Array(columns)
  const squares = new Float64Array(columns)

  return (tracks, row) => {
    const here = { vectors: tracks.vectors, from: row * DIMENSIONS }
    const y = tracks.popularityScores[row] ?? Number.NaN
    for (let at = 0; at < references.length; at++) {
      const common = findCommon[at]?.(tracks.masks[row] ?? 0)
      if (!common) continue
      products.fill(0)
      addProducts(packed.vectors, at * DIMENSIONS, here, products)
      const x = packed.popularityScores[at] ?? Number.NaN
      const isKnown = !Number.isNaN(x) && !Number.isNaN(y)
      for (let b = 0; b < popularityWeights.length; b++) {
        const { weights, shares } = common
        addBlocks(products, 0, { weights, balance: b, columns: dots })
        addBlocks(tracks.blockLengths, row * BLOCKS.length, { weights, balance: b, columns: squares })
        const known = isKnown ? (popularityWeights[b] ?? 0) : 0
        for (let v = 0; v < columns; v++) {
          const column = b * columns + v
          let dot = dots[v] ?? 0
          let square = squares[v] ?? 0
          let own = common.squares[column] ?? 0
          if (known !== 0) {
            dot += known * x * y
            square += known * y * y
            own += known * x * x
          }
          const length = Math.sqrt(own * square)
          const share = shares[column] ?? 0
          cosines[column * references.length + at] = length === 0 ? 0 : (share * dot) / length
        }
      }
    }
    return cosines
  }
}

type Into = { weights: Float64Array; balance: number; columns: Float64Array }
const groups = new Float64Array(GROUPS.length)

/**
 * The weighted sum of the values of blocks, in the first column; behind it, where there are more, the sum without each
 * group. What lies before a group and what lies behind it are added: to take a group off the whole would leave rounding
 * errors where little is left.
 */
function addBlocks(values: Float64Array, from: number, { weights, balance, columns }: Into): void {
  const at = balance * BLOCKS.length
  let sum = 0
  if (columns.length === 1) {
    for (let i = 0; i < BLOCKS.length; i++) sum += (weights[at + i] ?? 0) * (values[from + i] ?? 0)
    columns[0] = sum
    return
  }
  groups.fill(0)
  for (let i = 0; i < BLOCKS.length; i++) {
    const group = GROUP_OF_BLOCK[i] ?? 0
    groups[group] = (groups[group] ?? 0) + (weights[at + i] ?? 0) * (values[from + i] ?? 0)
  }
  for (let group = 0; group < GROUPS.length; group++) {
    columns[1 + group] = sum
    sum += groups[group] ?? 0
  }
  columns[0] = sum
  let behind = 0
  for (let group = GROUPS.length - 1; group >= 0; group--) {
    columns[1 + group] = (columns[1 + group] ?? 0) + behind
    behind += groups[group] ?? 0
  }
}

/** What a reference is where tracks of one mask are compared with it. */
type Common = {
  /** What each block counts [balances × BLOCKS]; 0 where one of the two lacks it. */
  weights: Float64Array
  /** Squared length of the reference [columns]. */
  squares: Float64Array
  /** As `shareKnown` [columns]. */
  shares: Float64Array
}

/** Kept per mask: a catalog has few of them. */
function createCommon({ masks, blockLengths }: Places, at: number, { balances, leavingOut }: Weighing) {
  const kept = new Map<number, Common>()
  const own = masks[at] ?? 0
  const columns = balances.flatMap((balance) => [balance, ...(leavingOut ? withoutEach(balance) : [])])
  const square = (weights: Float64Array) =>
    weights.reduce((sum, weight, i) => sum + weight * (blockLengths[at * BLOCKS.length + i] ?? 0), 0)
  return (mask: number): Common => {
    const known = kept.get(mask)
    if (known) return known
    const common = {
      weights: Float64Array.from(balances.flatMap((balance) => [...weightOfBlocks(own & mask, balance)])),
      squares: Float64Array.from(columns, (balance) => square(weightOfBlocks(own & mask, balance))),
      shares: Float64Array.from(columns, (balance) => shareKnown(own, mask, balance)),
    }
    kept.set(mask, common)
    return common
  }
}

/** The balance without each of the groups. */
const withoutEach = (balance: GroupWeights): GroupWeights[] =>
  GROUPS.map((_, group) => balance.map((weight, at) => (at === group ? 0 : weight)))
