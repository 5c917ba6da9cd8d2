/** Colours of the theme, for what is drawn and not styled. */
export function chartColours(element: Element): ChartColours {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const line = colour('--accent');
  return {
    line,
    fill: `${line}22`,
    second: colour('--waiting'),
    grid: colour('--line'),
    text: colour('--text-soft'),
  };
}

export interface ChartColours {
  readonly line: string;
  readonly fill: string;
  readonly second: string;
  readonly grid: string;
  readonly text: string;
}
