/**
 * Why a result stands for less than the whole piece: `truncated` the file ends before its audio does, `damaged` a part
 * of it could not be decoded, `capped` it is longer than what is analysed, `short` it is too short for tempo, `silent`
 * it holds nothing above −70 dB.
 */
export type AudioPartial = 'truncated' | 'damaged' | 'capped' | 'short' | 'silent'

/** The kinds of files that are read, as a sentence names them. */
export const AUDIO_KINDS = 'MP3, WAV, FLAC, Ogg Vorbis, Opus, AIFF or M4A'

/** How the audio is coded; `other` for what ffmpeg alone knows. */
export type AudioFormat = 'mp3' | 'wav' | 'aiff' | 'flac' | 'vorbis' | 'opus' | 'aac' | 'alac' | 'other'

export type AudioAnalysis = {
  format: AudioFormat
  /** Hz, of the file. */
  sampleRate: number
  channels: number
  durationS: number
  analysedS: number
  partial: AudioPartial[]
  /** Beats a minute; null for less than 4 s, silence, or nothing that repeats. */
  tempoBpm: number | null
  /** 0–1; 0 where there is no tempo. */
  tempoConfidence: number
  /** 0 C … 11 B, as Spotify counts; null without pitch. */
  key: number | null
  /** 1 major, 0 minor, as Spotify counts; null without pitch. */
  mode: 0 | 1 | null
  /** 0–1; 0 where there is no key. */
  keyConfidence: number
  descriptors: AudioDescriptors
}

/** Null where a value has no meaning for the piece (silence, too short). Sources and formulas: workers/dsp. */
export type AudioDescriptors = {
  /** Integrated loudness, LUFS, ITU-R BS.1770-4. */
  loudnessLufs: number | null
  /** Loudness range, LU, EBU Tech 3342; null for less than 3 s. */
  loudnessRangeLu: number | null
  /** Standard deviation of the loudness of 400 ms blocks, LU. */
  loudnessSpreadLu: number | null
  /** Root mean square and highest sample, dB to full scale, and what lies between them, dB. */
  rmsDb: number | null
  peakDb: number | null
  crestDb: number | null
  /** Changes of sign a second. */
  zeroCrossingsHz: number
  /** Centre, its standard deviation over time, width, and 85 % point of the spectrum, Hz. */
  centroidHz: number | null
  centroidSpreadHz: number | null
  spectralSpreadHz: number | null
  rolloffHz: number | null
  /** 0 tone … 1 noise. */
  flatness: number | null
  /** Highest over root mean square magnitude of a frame's spectrum. */
  spectralCrest: number | null
  /** 0–1: share of a frame's magnitude that is new. */
  spectralFlux: number | null
  /** Mean and standard deviation over time of MFCC 0–12, dB. */
  mfccMean: number[] | null
  mfccSpread: number[] | null
  /** Mean strength of the pitch classes C … B, 0–1. */
  chromaMean: number[] | null
  /** 0 one pitch class … 1 all alike. */
  chromaEntropy: number | null
  /** Cents from A4 = 440 Hz. */
  tuningCents: number | null
  /** Onsets a second. */
  onsetRateHz: number
  /** 0–1: how alike successive beats are. */
  rhythmRegularity: number | null
  /** 0–1: share of the piece in which the tempo holds. */
  tempoStability: number | null
}
