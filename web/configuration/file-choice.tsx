import type { ConfigurationFileText, Diagnostic } from '../../src/api/contract.js';
import { t } from '../i18n/text.js';
import './file-choice.css';

/** Which of several files is shown; each with how much is wrong in it. */
export function FileChoice({ files, chosen, diagnostics, onChoose }: FileChoiceProps) {
  const text = t().configuration;
  return (
    <label class="file-choice">
      <span>{text.files(files.length)}</span>
      <select class="select" value={chosen} onChange={({ currentTarget: { value } }) => onChoose(value)}>
        {files.map(({ file }) => {
          const wrong = diagnostics.filter(({ place }) => place.file === file).length;
          return (
            <option key={file} value={file}>
              {wrong === 0 ? file : `${file} (${text.problems(wrong)})`}
            </option>
          );
        })}
      </select>
    </label>
  );
}

interface FileChoiceProps {
  readonly files: readonly ConfigurationFileText[];
  readonly chosen: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly onChoose: (file: string) => void;
}
