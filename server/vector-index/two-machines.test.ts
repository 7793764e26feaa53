import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHouse } from './testing/house'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'segue-keeper-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const house = (rows: number) => createHouse(rows, directory)

describe('on two machines, each with a disk of its own, createIndexManager', () => {
  let other: string
  beforeEach(async () => {
    other = await mkdtemp(path.join(tmpdir(), 'segue-keeper-'))
  })
  afterEach(() => rm(other, { recursive: true, force: true }))

  it('calls a version that was built elsewhere no fault, and says where it lies', async () => {
    const { create, list } = house(100)
    const builder = create()
    await builder.start()
    await builder.rebuild()
    const elsewhere = create({ at: other })
    await elsewhere.start()
    expect(list).toHaveLength(2)
    expect(elsewhere.getLive().version.version).toBe(2)
    expect(await elsewhere.verify()).toMatchObject({
      ok: true,
      versions: [
        { version: 2, place: 'here', ok: true, reason: null },
        { version: 1, place: 'elsewhere', ok: true, reason: `built on ${hostname()}, not on this disk` },
      ],
    })
  })

  it('finds its own copy again at the next start, and makes no other', async () => {
    const { create, threads } = house(100)
    await create().start()
    await create({ at: other }).start()
    const before = await readdir(other)
    const build = vi.spyOn(threads, 'build')
    await create({ at: other }).start()
    expect(build).not.toHaveBeenCalled()
    expect(await readdir(other)).toEqual(before)
  })

  it('calls its own copy broken where that is not whole, whatever the others have', async () => {
    const { create, state } = house(100)
    const builder = create()
    await builder.start()
    const elsewhere = create({ at: other })
    await elsewhere.start()
    const [copy = ''] = (await readdir(other)).filter((name) => name.endsWith('.faiss'))
    state.broken.add(copy)
    expect(await elsewhere.verify()).toMatchObject({
      ok: false,
      versions: [{ version: 1, place: 'here', ok: false, reason: 'checksum' }],
    })
    expect(await builder.verify()).toMatchObject({ ok: true })
  })

  it('goes on from a version of its own to the one that was built meanwhile elsewhere', async () => {
    const { create, list } = house(100)
    await create({ at: other }).start()
    await create().rebuild()
    const restarted = create({ at: other })
    await restarted.start()
    await restarted.follow()
    expect(restarted.getLive().version.version).toBe(2)
    expect(list).toHaveLength(2)
  })

  it('fails to verify where the current version is elsewhere and cannot be built here', async () => {
    const { create, threads } = house(100)
    const elsewhere = create({ at: other })
    await elsewhere.start()
    await create().rebuild()
    vi.spyOn(threads, 'build').mockResolvedValue({ ok: false, code: 'NATIVE', message: 'the disk is full' })
    await expect(elsewhere.verify()).rejects.toThrow('the disk is full')
  })

  it('goes back to a version that lies elsewhere by a copy of it', async () => {
    const { create } = house(100)
    const builder = create()
    await builder.start()
    await builder.rebuild()
    const elsewhere = create({ at: other })
    await elsewhere.start()
    expect(await elsewhere.rollback()).toMatchObject({ version: 1, state: 'current' })
    expect(elsewhere.getLive().version.version).toBe(1)
    expect(await elsewhere.verify()).toMatchObject({ ok: true })
  })

  it('removes its copies of versions that are forgotten, though it never builds', async () => {
    const { create } = house(100)
    const builder = create()
    await builder.start()
    const elsewhere = create({ at: other })
    await elsewhere.start()
    for (let i = 0; i < 5; i++) {
      for (const name of await readdir(other)) await utimes(path.join(other, name), 0, 0)
      await builder.rebuild()
      await elsewhere.follow()
    }
    const left = (await readdir(other)).filter((name) => name.startsWith('segue-'))
    expect(left).toHaveLength(2)
  })

  it('keeps the copies of kept versions, and removes those of others once they are old', async () => {
    const { create } = house(100)
    const builder = create()
    await builder.start()
    const elsewhere = create({ at: other })
    await elsewhere.start()
    for (let i = 0; i < 3; i++) {
      await builder.rebuild()
      await elsewhere.follow()
    }
    for (const name of await readdir(other)) await utimes(path.join(other, name), 0, 0)
    await elsewhere.rebuild()
    const left = (await readdir(other)).filter((name) => name.startsWith('segue-'))
    expect(left).toHaveLength(2)
    expect(await elsewhere.verify()).toMatchObject({
      ok: true,
      versions: [{ place: 'here' }, { place: 'here' }],
    })
  })
})
