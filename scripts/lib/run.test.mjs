import { describe, expect, it } from 'vitest'
import { StepError } from './report.mjs'
import { lastLines, run, runOrFail } from './run.mjs'

/** @param {string} script */
const node = (script) => /** @type {[string, string[]]} */ ([process.execPath, ['-e', script]])

describe('run', () => {
  it('gives the exit code and everything printed', async () => {
    const result = await run(...node('console.log("out"); console.error("err"); process.exitCode = 3'))
    expect(result.code).toBe(3)
    expect(result.output).toContain('out')
    expect(result.output).toContain('err')
  })

  it('gives 127 for a program that is not there', async () => {
    expect((await run('no-such-program-of-segue', [])).code).toBe(127)
  })

  it('ends a program that prints nothing for too long, and what it has started', async () => {
    const child =
      'require("child_process").spawn("sleep", ["60"], { stdio: "inherit" }); setInterval(() => {}, 1000)'
    // It resolves only when the pipe is closed by both, so the sleep has ended too.
    const result = await run(...node(child), { silenceMs: 500 })
    expect(result.silent).toBe(true)
    expect(result.code).not.toBe(0)
  })

  it('lets a program go on for as long as it prints', async () => {
    const script =
      'const t = setInterval(() => console.log("."), 100); setTimeout(() => clearInterval(t), 3000)'
    const result = await run(...node(script), { silenceMs: 2000 })
    expect(result).toMatchObject({ code: 0, silent: false })
  })
})

describe('runOrFail', () => {
  it('says what failed and shows the end of the output', async () => {
    const failing = runOrFail('The build', ...node('console.log("line of the log"); process.exitCode = 2'))
    await expect(failing).rejects.toThrow(StepError)
    await expect(failing).rejects.toThrow(/^The build failed \(exit code 2\)\.\n.*line of the log/)
  })
})

describe('lastLines', () => {
  it('keeps the end and says how much came before', () => {
    expect(lastLines('a\nb\nc\n', 2)).toBe('    … 1 lines before\n    b\n    c')
  })
})
