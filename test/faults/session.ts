/** One run of a command: counts its calls, and causes one fault at one of them. */
import { type AnswerFault, type Fault, isAnswerFault, type Point } from './fault.ts';

export interface Planned {
  point: Point;
  fault: Fault;
}

const never = new Promise<never>(() => undefined);

export class Session {
  readonly #planned: Planned | undefined;
  readonly #counts = new Map<string, number>();
  readonly #seen = new Map<string, { point: Point; attempts: number }>();
  readonly #serverCounts = new Map<string, number>();
  /** All calls, in the order in which they began. */
  readonly points: Point[] = [];
  /** True once the fault has happened. */
  fired = false;
  #killed = false;
  #tellDeath: () => void = () => undefined;
  readonly death: Promise<void>;

  constructor(planned?: Planned) {
    this.#planned = planned;
    this.death = new Promise((resolve) => {
      this.#tellDeath = resolve;
    });
  }

  /** Wraps each call of the command. After the death of the process, no call returns. */
  async call<T>(name: string, body: (point: Point) => Promise<T>): Promise<T> {
    if (this.#isDead()) return never;
    const point = next(this.#counts, name);
    this.points.push(point);
    if (this.#strikes(point, 'killed before')) return this.#die();
    if (this.#strikes(point, 'fails')) {
      this.fired = true;
      throw new Error(`${name} is made to fail`);
    }
    try {
      return await body(point);
    } finally {
      if (this.#strikes(point, 'killed after')) await this.#die();
      if (this.#isDead()) await never;
    }
  }

  /** Wraps each wait of the command. */
  async wait(body: () => Promise<void>): Promise<void> {
    try {
      await body();
    } finally {
      if (this.#isDead()) await never;
    }
  }

  /** Calls that reached the server, in this order. */
  get arrivals(): Point[] {
    return [...this.#seen.values()].map(({ point }) => point);
  }

  /** Records a request that reached the server; `invocation` is the same for all attempts of one call. */
  arrived(name: string, invocation: string): Point {
    const known = this.#seen.get(invocation) ?? { point: next(this.#serverCounts, name), attempts: 0 };
    known.attempts += 1;
    this.#seen.set(invocation, known);
    return known.point;
  }

  /** The fault to answer a request with. */
  answerFault(name: string, invocation: string) {
    const fault = this.faultAt(this.arrived(name, invocation));
    return fault && { fault, attempt: this.#seen.get(invocation)?.attempts ?? 1 };
  }

  /** The fault to answer this call with. */
  faultAt(point: Point): AnswerFault | undefined {
    const { fault, point: planned } = this.#planned ?? {};
    if (fault === undefined || planned !== point || !isAnswerFault(fault)) return undefined;
    this.fired = true;
    return fault;
  }

  #isDead(): boolean {
    return this.#killed;
  }

  #strikes(point: Point, fault: Fault): boolean {
    return this.#planned?.point === point && this.#planned.fault === fault;
  }

  #die(): Promise<never> {
    this.fired = true;
    this.#killed = true;
    this.#tellDeath();
    return never;
  }
}

function next(counts: Map<string, number>, name: string): Point {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return `${name} #${count}`;
}
