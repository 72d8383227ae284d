import { MultiBar, type SingleBar } from 'cli-progress';

/** Where there is no terminal, a line for each task at most so often (milliseconds). */
const LINE_INTERVAL = 5000;
/** Taken where a terminal does not say how high it is. */
const USUAL_ROWS = 24;
/** Lines of the terminal that bars leave free. */
const FREE_LINES = 3;

/** Progress of several tasks on stderr: bars on a terminal, now and then a line elsewhere. */
export class Progress {
  private readonly bars: MultiBar | undefined;
  private readonly barOf = new Map<string, SingleBar>();
  private readonly lastLine = new Map<string, number>();
  private readonly started = Date.now();
  private readonly finished = new Set<string>();
  /** Whether all tasks have room on the terminal; where not, the ones at work have a bar, and all together another. */
  private readonly roomForAll: boolean;
  private readonly silent: boolean;

  constructor(
    private readonly tasks: readonly string[],
    { quiet }: { quiet: boolean },
  ) {
    this.roomForAll = tasks.length <= (process.stderr.rows || USUAL_ROWS) - FREE_LINES;
    this.silent = quiet;
    if (quiet || !process.stderr.isTTY) return;
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
    // The cursor comes back even where a second Ctrl-C ends the process.
    process.once('exit', () => this.stop());
    if (this.roomForAll) for (const task of tasks) this.bar(task);
    else this.bar('all');
  }

  /** `done` of 1. */
  update(task: string, done: number, text: string): void {
    if (this.silent) return;
    if (this.bars) this.draw(task, done, text);
    else this.write(task, done, text);
  }

  /** Ends the drawing; what comes after stands below it. */
  stop(): void {
    if (!this.bars?.isActive) return;
    this.bars.stop();
    process.stderr.write('\n');
  }

  private draw(task: string, done: number, text: string): void {
    if (this.finished.has(task)) return;
    this.bar(task)?.update(done, { label: task, text });
    if (done < 1) return;
    this.finished.add(task);
    if (this.roomForAll) return;
    this.bars?.remove(this.bar(task) as SingleBar);
    const { size } = this.finished;
    this.bar('all')?.update(size / this.tasks.length, { label: `${size} of ${this.tasks.length}`, text: 'done' });
  }

  private bar(task: string): SingleBar | undefined {
    const found = this.barOf.get(task) ?? this.bars?.create(1, 0, { label: task, text: '' });
    if (found) this.barOf.set(task, found);
    return found;
  }

  private write(task: string, done: number, text: string): void {
    const now = Date.now();
    const due = now - (this.lastLine.get(task) ?? this.started) >= LINE_INTERVAL;
    // What is over in a moment needs no line, unless it is one of several.
    const ended = done === 1 && (this.tasks.length > 1 || this.lastLine.has(task));
    if (!due && !ended) return;
    this.lastLine.set(task, now);
    process.stderr.write(`${task}: ${Math.round(done * 100)} % ${text}\n`);
  }
}
