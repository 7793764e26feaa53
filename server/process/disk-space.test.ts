import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { createCheckSpace, requireSpace } from './disk-space'

const free = async () => {
  const { bavail, bsize } = await statfs(tmpdir())
  return bavail * bsize
}

describe('the reserve of a disk', () => {
  it('lets through what leaves it free', async () => {
    await expect(createCheckSpace([tmpdir()], 1)(1)).resolves.toBeUndefined()
  })

  it('refuses what would touch it, with what is free', async () => {
    const half = (await free()) / 2
    const check = createCheckSpace([tmpdir()], half)
    await expect(check()).resolves.toBeUndefined()
    await expect(check(1.5 * half)).rejects.toMatchObject({
      code: 'DISK_FULL',
      status: 507,
      message: expect.stringMatching(/\d+ MB are free, of which \d+ MB stay free\.$/) as string,
    })
  })

  it('refuses a start that needs more than there is', async () => {
    await expect(requireSpace(tmpdir(), 1)).resolves.toBeUndefined()
    await expect(requireSpace(tmpdir(), 2 * (await free()))).rejects.toMatchObject({ code: 'DISK_FULL' })
  })
})
