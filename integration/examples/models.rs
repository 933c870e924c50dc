//! Prints a schema of so many models: `cargo run -p integration --example models -- 200`.

#![expect(clippy::print_stdout, reason = "what it prints is the schema")]

use integration::models;

fn main() {
    let count = std::env::args().nth(1);
    let count = count.and_then(|count| count.parse().ok());
    print!("{}", models::schema(count.expect("a number of models")));
}
