import type { Command } from 'commander';

/** `completion bash|zsh|fish`: a script for that shell that completes commands, options and their choices. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.commands.map(describe);
  switch (shell) {
    case 'bash':
      return bash(commands);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
    case 'fish':
      return fish(commands);
  }
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

interface DescribedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly {
    readonly flag: string;
    readonly description: string;
    readonly choices: readonly string[];
  }[];
}

function describe(command: Command): DescribedCommand {
  return {
    name: command.name(),
    description: command.description(),
    options: command.options.map((option) => ({
      flag: option.long ?? option.short ?? '',
      description: option.description,
      choices: option.argChoices ?? [],
    })),
  };
}

function bash(commands: readonly DescribedCommand[]): string {
  const optionCases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.map(({ flag }) => flag).join(' ')}" ;;`,
  );
  const choiceCases = commands.flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `    ${name}:${flag}) words="${choices.join(' ')}" ;;`),
  );
  return `_kazstreamlink() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$current"))
    return
  fi
  case "$command" in
${optionCases.join('\n')}
  esac
  case "$command:$previous" in
${choiceCases.join('\n')}
    *:--config|*:-c|*:--state-dir|*:--ffmpeg|*:--base|*:--into|*:--secrets-file) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _kazstreamlink kazstreamlink
`;
}

function fish(commands: readonly DescribedCommand[]): string {
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c kazstreamlink -f -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...options.map(({ flag, description: what, choices }) => {
      const values = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : '';
      return `complete -c kazstreamlink -n ${quoted(`__fish_seen_subcommand_from ${name}`)} -l ${flag.replace(/^-+/, '')}${values} -d ${quoted(what)}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
