-- Values of our own audio analysis and of the structure of a recording.

insert into feature_definitions (name, unit) values
  ('loudness_range', 'LU'), ('onset_rate', 'onsets/s'), ('rhythm_regularity', 'share'), ('chroma_entropy', 'share'),
  ('tempo_confidence', 'share'), ('key_confidence', 'share'), ('crest', 'dB'), ('centroid', 'Hz'), ('rolloff', 'Hz'),
  ('spectral_spread', 'Hz'), ('flatness', 'share'), ('spectral_flux', 'share'), ('section_rate', 'sections/min'),
  ('section_length_variation', 'spread/mean'), ('section_loudness_spread', 'dB'), ('section_tempo_spread', 'BPM'),
  ('fade_in', 's'), ('fade_out', 's'), ('pitch_spread', 'share'),
  ('structure_partial', '1 of a clip, 0 of the whole');
insert into feature_definitions (name, unit)
  select prefix || '_' || n, unit from generate_series(1, 12) as n, (values
    ('mfcc_mean', 'dB'), ('mfcc_spread', 'dB'),
    ('timbre_mean', 'timbre coefficient'), ('timbre_spread', 'timbre coefficient')) as families (prefix, unit);
