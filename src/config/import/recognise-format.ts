import { ForeignYaml } from './foreign-yaml.js';
import type { ImportFormat } from './imported.js';

/** Of which program a configuration is: by its ending, or by what stands in it; null when neither tells. */
export function recogniseFormat(file: string, text: string): ImportFormat | null {
  if (/\.(?:csv|tsv)$/i.test(file)) return 'csv';
  const yaml = new ForeignYaml(text, '1.2');
  const sections = yaml.problem === null ? yaml.root.map(({ key }) => key) : [];
  if (sections.includes('streams') && !sections.includes('version')) return 'go2rtc';
  if (sections.includes('paths') || sections.includes('pathDefaults')) return 'mediamtx';
  if (/mediamtx|rtsp-simple-server/i.test(file)) return 'mediamtx';
  if (/go2rtc/i.test(file)) return 'go2rtc';
  return /^[^\n]*\b(?:source|url)\b[^\n]*[,;\t]|^[^\n]*[,;\t][^\n]*\b(?:source|url)\b/i.test(text)
    ? 'csv'
    : null;
}
