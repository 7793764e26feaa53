import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { VECTOR_SPEC } from '../domain/vector-spec'
import type { IndexVersion, NewIndexVersion } from '../services/ports'
import type { Deps, Options } from './index-keeper'
import { toLiveIndex, type LiveIndex } from './live-index'

type BuildDeps = Pick<Deps, 'threads' | 'vectors' | 'directory' | 'log'>

/** Builds the index of all that is committed and writes its file; null where there is nothing. */
export async function buildVersion(
  deps: BuildDeps,
  { exactMax, recallTarget, threads }: Options,
  calibration: number | null,
): Promise<{ next: NewIndexVersion; handle: bigint } | null> {
  const { ids, shaped, lastSeq } = await deps.vectors.readAll()
  if (ids.length === 0) return null
  // Two processes may build at the same millisecond, in one folder.
  const file = `segue-${String(VECTOR_SPEC.version)}-${String(lastSeq)}-${randomBytes(6).toString('hex')}.faiss`
  const target = path.join(deps.directory, file)
  const built = await deps.threads.build({
    ids,
    shaped,
    file: target,
    exactMax,
    recallTarget,
    threads,
    scaler: null,
  })
  if (!built.ok) throw new Error(`index build failed: ${built.message}`)
  const { kind, count, nlist, nprobe, recall, bytes, checksum, buildMs, scaler, handle } = built
  const next = {
    kind,
    count,
    nlist,
    nprobe,
    recall,
    bytes,
    checksum,
    buildMs,
    scaler,
    calibration,
    file,
    changeSeq: lastSeq,
  }
  return { next: { ...next, spec: VECTOR_SPEC.version }, handle }
}

/** This machine's own copy of a version whose file lies elsewhere: the same scaler over what is committed now. */
export async function rebuildLocally(
  deps: BuildDeps,
  { exactMax, recallTarget, threads }: Options,
  version: IndexVersion,
): Promise<LiveIndex | null> {
  const { ids, shaped, lastSeq } = await deps.vectors.readAll()
  if (ids.length === 0) return null
  const file = path.join(deps.directory, version.file)
  const { scaler } = version
  const built = await deps.threads.build({ ids, shaped, file, exactMax, recallTarget, threads, scaler })
  if (!built.ok) throw new Error(`index build failed: ${built.message}`)
  deps.log.info({ version: version.version, count: built.count }, 'index version built anew on this machine')
  const here = { ...version, kind: built.kind, nlist: built.nlist, nprobe: built.nprobe }
  return { ...toLiveIndex(here, built.handle, built.count), lastSeq }
}
