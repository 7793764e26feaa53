/**
 * Keeps the k best of a stream of scored positions: a binary heap with the worst of them on top. Equal scores go to
 * the position that came first.
 */
export class TopK {
  readonly #k: number
  readonly #scores: number[] = []
  readonly #positions: number[] = []

  constructor(k: number) {
    this.#k = k
  }

  offer(score: number, position: number): void {
    if (this.#scores.length < this.#k) {
      this.#scores.push(score)
      this.#positions.push(position)
      this.#siftUp(this.#scores.length - 1)
    } else if (this.#isWorse(0, score, position)) {
      this.#scores[0] = score
      this.#positions[0] = position
      this.#siftDown()
    }
  }

  /** Best first. */
  toSorted(): { position: number; score: number }[] {
    return this.#scores
      .map((score, i) => ({ score, position: this.#position(i) }))
      .sort((a, b) => b.score - a.score || a.position - b.position)
  }

  #score(i: number): number {
    return this.#scores[i] ?? -Infinity
  }

  #position(i: number): number {
    return this.#positions[i] ?? -1
  }

  #isWorse(i: number, score: number, position: number): boolean {
    const difference = this.#score(i) - score
    return difference < 0 || (difference === 0 && this.#position(i) > position)
  }

  #swap(i: number, j: number): void {
    const score = this.#score(i)
    const position = this.#position(i)
    this.#scores[i] = this.#score(j)
    this.#positions[i] = this.#position(j)
    this.#scores[j] = score
    this.#positions[j] = position
  }

  #siftUp(from: number): void {
    let i = from
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!this.#isWorse(i, this.#score(parent), this.#position(parent))) return
      this.#swap(i, parent)
      i = parent
    }
  }

  #siftDown(): void {
    let i = 0
    for (;;) {
      let worst = i
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child >= this.#scores.length) continue
        if (this.#isWorse(child, this.#score(worst), this.#position(worst))) worst = child
      }
      if (worst === i) return
      this.#swap(i, worst)
      i = worst
    }
  }
}
