/**
 * Progress of a list of steps, one aligned line each: a mark, the step's name, what it did, how long it took.
 * On a terminal the running step's line counts the seconds; elsewhere a line is written at its start and its end.
 */

/** An expected failure: its message says what to do, and no stack trace is shown with it. */
export class StepError extends Error {}

const NAME_WIDTH = 18
const TEXT_WIDTH = 58

/** @param {number} ms */
export function formatDuration(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

/** @param {string} mark @param {string} name @param {string} text @param {number} [ms] */
export function formatLine(mark, name, text, ms) {
  const duration = ms === undefined ? '' : formatDuration(ms)
  return `  ${mark} ${name.padEnd(NAME_WIDTH)} ${text.padEnd(TEXT_WIDTH)} ${duration.padStart(10)}`.trimEnd()
}

/**
 * @typedef {(text: string) => void} Doing Says that real work begins, and which.
 * @typedef {{ ok: boolean, text: string }} Outcome
 *
 * @param {{ stream?: NodeJS.WriteStream, lazy?: boolean }} [options] `lazy` holds the lines back until a step
 *   has real work to do, so that a run in which all is up to date prints nothing.
 */
export function createReport({ stream = process.stdout, lazy = false } = {}) {
  /** @type {string[]} */
  let held = []
  let holding = lazy
  const live = stream.isTTY

  /** @param {string} line */
  const print = (line) => {
    if (holding) held.push(line)
    else stream.write(`${line}\n`)
  }

  const release = () => {
    holding = false
    for (const line of held) stream.write(`${line}\n`)
    held = []
  }

  /**
   * Runs one step. `work` gives the text for its line, or an outcome where a failure must not throw.
   * @param {string} name @param {(doing: Doing) => string | Outcome | Promise<string | Outcome>} work
   */
  async function step(name, work) {
    const start = performance.now()
    const elapsed = () => performance.now() - start
    let text = ''
    /** @type {NodeJS.Timeout | undefined} */
    let ticker
    const show = () => stream.write(`\r\x1b[K${formatLine('·', name, `${text} …`, elapsed())}`)
    /** @type {Doing} */
    const doing = (what) => {
      text = what
      release()
      if (live) {
        ticker ??= setInterval(show, 1000).unref()
        show()
      } else {
        print(formatLine('·', name, `${text} …`))
      }
    }
    /** @param {Outcome} outcome */
    const finish = (outcome) => {
      clearInterval(ticker)
      if (live && !holding) stream.write('\r\x1b[K')
      print(formatLine(outcome.ok ? '✓' : '✗', name, outcome.text, elapsed()))
      return outcome
    }
    try {
      const result = await work(doing)
      return finish(typeof result === 'string' ? { ok: true, text: result } : result)
    } catch (error) {
      release()
      finish({ ok: false, text: text || 'not done, see below' })
      throw error
    }
  }

  return { step, print, release, isHolding: () => holding }
}
