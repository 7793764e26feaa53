import type { AnalyseResult, AnalyseTask } from '../audio-protocol'
import { analyseAudio } from '../dsp/analyse-audio'
import { AudioFailure } from '../dsp/audio-failure'

/** All descriptors of the file in `bytes`. Never throws: a thrown class would lose its code between the threads. */
export async function analyse({ bytes, ...options }: AnalyseTask): Promise<AnalyseResult> {
  try {
    return { ok: true, ...(await analyseAudio(bytes, options)) }
  } catch (error) {
    if (error instanceof AudioFailure) {
      return { ok: false, code: error.code, message: error.message, hint: error.hint }
    }
    return {
      ok: false,
      code: 'ANALYSIS_FAILED',
      message: `The file could not be analysed: ${error instanceof Error ? error.message : String(error)}.`,
      hint: 'Save or download the file again; if it still fails, report it with this text.',
    }
  }
}
