// A promise that can be looked at while it is under way.

export interface Watched<Result> {
  state: "waiting" | "answered" | "refused";
  readonly answer: Promise<Result>;
}

export function watch<Result>(answer: Promise<Result>): Watched<Result> {
  const watched: Watched<Result> = { state: "waiting", answer };
  answer.then(
    () => {
      watched.state = "answered";
    },
    () => {
      watched.state = "refused";
    },
  );
  return watched;
}
