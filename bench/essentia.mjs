import { createRequire } from 'node:module'
import path from 'node:path'
import { MPEGDecoder } from 'mpg123-decoder'

/** @typedef {{ delete: () => void }} Vector */
/** @typedef {(...args: unknown[]) => unknown} Algorithm */
/**
 * @typedef {Record<'RhythmExtractor2013' | 'KeyExtractor' | 'OnsetRate' | 'DynamicComplexity' | 'LoudnessEBUR128'
 *   | 'MFCC' | 'Centroid' | 'RollOff' | 'Flatness' | 'Flux' | 'ZeroCrossingRate' | 'RMS', Algorithm>
 *   & { arrayToVector: (samples: Float32Array) => Vector, Windowing: (frame: Vector) => { frame: Vector },
 *   Spectrum: (frame: Vector) => { spectrum: Vector } }} Essentia
 */
/** @typedef {{ Essentia: new (wasm: unknown) => Essentia, EssentiaWASM: unknown }} EssentiaModule */

const CLIPS = 6

/**
 * Processor time that essentia.js takes for what it has of our set, on samples at 44,100 Hz from our decoder, whose
 * time is not counted. `folder` is an installed essentia.js: it is AGPL and no part of Segue.
 * @param {Buffer[]} clips @param {string} folder
 */
export async function measureEssentia(clips, folder) {
  const load = createRequire(path.join(path.resolve(folder), 'package.json'))
  const loaded = /** @type {unknown} */ (load('./'))
  const { Essentia, EssentiaWASM } = /** @type {EssentiaModule} */ (loaded)
  const essentia = new Essentia(EssentiaWASM)
  let ms = 0
  let seconds = 0
  for (const clip of clips.slice(0, CLIPS)) {
    const decoder = new MPEGDecoder()
    await decoder.ready
    const { channelData, samplesDecoded, sampleRate } = decoder.decode(clip)
    decoder.free()
    const [left = new Float32Array(0), right = left] = channelData
    const cpu = process.cpuUsage()
    measureWhole(essentia, left, right)
    measureFrames(essentia, left, sampleRate)
    const { user, system } = process.cpuUsage(cpu)
    ms += (user + system) / 1000
    seconds += samplesDecoded / sampleRate
  }
  return { clips: Math.min(CLIPS, clips.length), cpuMsPer30s: Math.round((ms / seconds) * 30) }
}

/** @param {Essentia} essentia @param {Float32Array} left @param {Float32Array} right */
function measureWhole(essentia, left, right) {
  const signal = essentia.arrayToVector(left)
  const other = essentia.arrayToVector(right)
  essentia.RhythmExtractor2013(signal)
  essentia.KeyExtractor(signal)
  essentia.OnsetRate(signal)
  essentia.DynamicComplexity(signal)
  essentia.LoudnessEBUR128(signal, other)
  signal.delete()
  other.delete()
}

/** @param {Essentia} essentia @param {Float32Array} samples @param {number} sampleRate */
function measureFrames(essentia, samples, sampleRate) {
  for (let at = 0; at + 2048 <= samples.length; at += 1024) {
    const frame = essentia.arrayToVector(samples.subarray(at, at + 2048))
    const windowed = essentia.Windowing(frame).frame
    const { spectrum } = essentia.Spectrum(windowed)
    essentia.MFCC(spectrum)
    essentia.Centroid(spectrum, sampleRate / 2)
    essentia.RollOff(spectrum, 0.85, sampleRate)
    essentia.Flatness(spectrum)
    essentia.Flux(spectrum)
    essentia.ZeroCrossingRate(frame)
    essentia.RMS(frame)
    frame.delete()
    windowed.delete()
    spectrum.delete()
  }
}
