import { LIMITS } from '~workers/dsp/limits'
import { findFfmpeg, type Ffmpeg } from './ffmpeg'
import { loadAacDecoder, type AacDecoder } from './m4a/aac-decoder'

export type Decoders = {
  /** Null where the operator has none, or wants none. */
  ffmpeg: Ffmpeg | null
  /** Loaded when first wanted: 41 MB. Null where the package is not installed. */
  loadAac: () => Promise<AacDecoder | null>
}

/** Of one file, beside a tenth of its length. */
const FFMPEG_TIMEOUT_MS = 30_000

/** What decodes beside the threads of the analysis. `path`: a name on `searchPath`, a path, or off. */
export async function openDecoders(
  path: string,
  { searchPath }: { searchPath: string | undefined },
): Promise<Decoders> {
  const limits = { maxBytes: LIMITS.fileBytes, timeoutMs: FFMPEG_TIMEOUT_MS }
  let aac: Promise<AacDecoder | null> | null = null
  return {
    ffmpeg: await findFfmpeg(path, { ...limits, searchPath }),
    loadAac: () => (aac ??= loadAacDecoder().catch(() => null)),
  }
}
