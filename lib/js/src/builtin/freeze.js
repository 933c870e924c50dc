// Makes everything that evaluations share unchangeable, so that none can leave traces for the next.
(function (Symbol, TypeError) {
  const {
    defineProperty,
    freeze,
    getOwnPropertyDescriptor,
    getOwnPropertyNames,
    getOwnPropertySymbols,
    getPrototypeOf,
    isFrozen,
    prototype,
  } = Object;

  const freezeDeeply = (value) => {
    if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
    if (isFrozen(value)) return;
    freeze(value);
    for (const key of ownKeys(value)) {
      const property = getOwnPropertyDescriptor(value, key);
      freezeDeeply(property.value);
      freezeDeeply(property.get);
      freezeDeeply(property.set);
    }
    freezeDeeply(getPrototypeOf(value));
  };

  const ownKeys = (value) => [
    ...getOwnPropertyNames(value),
    ...getOwnPropertySymbols(value),
  ];

  // A frozen property would also forbid assigning the same name to any other object, such as
  // `item.constructor = …`; an accessor defines it there instead.
  const permitOverrides = (prototype) =>
    getOwnPropertyNames(prototype).forEach((name) => {
      const { value, get, set } = getOwnPropertyDescriptor(prototype, name);
      if (get || set) return;
      defineProperty(prototype, name, {
        get: () => value,
        set(own) {
          if (this === prototype) throw new TypeError(`'${name}' is read-only`);
          defineProperty(this, name, {
            value: own,
            writable: true,
            enumerable: true,
            configurable: true,
          });
        },
        enumerable: false,
        configurable: false,
      });
    });

  // What no global leads to, but syntax does.
  const hidden = [
    getPrototypeOf(function () {}),
    getPrototypeOf(function* () {}),
    getPrototypeOf(function* () {}.prototype),
    getPrototypeOf([].values()),
    getPrototypeOf([].values().map((value) => value)),
    getPrototypeOf(""[Symbol.iterator]()),
    getPrototypeOf(true),
    getPrototypeOf(Symbol()),
    getPrototypeOf(0n),
    getPrototypeOf(new TypeError("")),
  ];

  // The engine itself assigns messages to errors.
  const overridable = [prototype, getPrototypeOf(getPrototypeOf(new TypeError("")))];

  // Their constructors compile text.
  const compilers = [getPrototypeOf(function () {}), getPrototypeOf(function* () {})];

  return (globals, ...shared) => {
    compilers.forEach((prototype) => delete prototype.constructor);
    overridable.forEach(permitOverrides);
    hidden.forEach(freezeDeeply);
    shared.forEach(freezeDeeply);
    freezeDeeply(globals);
  };
})(Symbol, TypeError)
