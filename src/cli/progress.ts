import { MultiBar, type SingleBar } from 'cli-progress';

/** Where there is no terminal, a line for each task at most so often (milliseconds). */
const LINE_INTERVAL = 5000;

/** Progress of several tasks on stderr: bars on a terminal, now and then a line elsewhere. */
export class Progress {
  private readonly bars: MultiBar | undefined;
  private readonly barOf = new Map<string, SingleBar>();
  private readonly lastLine = new Map<string, number>();

  constructor(private readonly quiet: boolean) {
    if (!quiet && process.stderr.isTTY) {
      this.bars = new MultiBar({
        stream: process.stderr,
        format: '{bar} {percentage}% {label} {text}',
        barsize: 20,
        barCompleteChar: '█',
        barIncompleteChar: '░',
        hideCursor: true,
        clearOnComplete: false,
        autopadding: true,
        linewrap: false,
      });
    }
  }

  /** Announces a task, so that its bar is there from the start. */
  add(label: string): void {
    if (this.bars) this.barOf.set(label, this.bars.create(1, 0, { label, text: '' }));
  }

  /** `done` of 1. */
  update(label: string, done: number, text: string): void {
    if (this.quiet) return;
    if (this.bars) {
      if (!this.barOf.has(label)) this.add(label);
      this.barOf.get(label)?.update(done, { label, text });
      return;
    }
    const now = Date.now();
    if (done < 1 && now - (this.lastLine.get(label) ?? 0) < LINE_INTERVAL) return;
    this.lastLine.set(label, now);
    process.stderr.write(`${label}: ${Math.round(done * 100)} % ${text}\n`);
  }

  /** Ends the drawing; what comes after stands below it. */
  stop(): void {
    this.bars?.stop();
  }
}
