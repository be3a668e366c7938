//! How many of a hundred annotators find a detail odd. Written by hand, as a matter of taste: nobody was asked.

use super::{Detail, Doing, Who};

/// A column for each [`Doing`], in its order: newspaper, bicycle, apple, crown, trumpet, umbrella, bed, tractor, ball,
/// telephone, tea, portrait.
fn row(who: Who) -> [u8; 12] {
    match who {
        Who::Squirrel => [85, 95, 5, 70, 90, 55, 50, 95, 25, 85, 60, 80],
        Who::Dog => [75, 90, 20, 45, 85, 35, 30, 80, 5, 70, 50, 75],
        Who::Cat => [65, 90, 30, 50, 85, 45, 5, 85, 10, 65, 40, 70],
        Who::Bear => [85, 90, 5, 60, 85, 60, 50, 90, 40, 85, 65, 80],
        Who::Penguin => [85, 90, 45, 55, 85, 50, 65, 90, 40, 80, 70, 80],
        Who::Goat => [55, 90, 5, 60, 85, 65, 60, 75, 35, 80, 65, 80],
        Who::Owl => [45, 85, 40, 50, 80, 55, 60, 90, 65, 70, 60, 75],
        Who::Man => [5, 5, 5, 65, 20, 5, 10, 15, 35, 5, 5, 10],
        Who::Woman => [5, 5, 5, 40, 20, 5, 10, 20, 30, 5, 5, 10],
        Who::Girl => [35, 5, 5, 30, 20, 5, 5, 60, 5, 20, 35, 5],
        Who::Clown => [55, 60, 40, 70, 50, 50, 65, 80, 60, 65, 55, 45],
        Who::Robot => [70, 65, 80, 60, 50, 45, 75, 25, 50, 40, 85, 45],
    }
}

pub fn of(detail: Detail) -> u8 {
    let column = Doing::ALL.iter().position(|&doing| doing == detail.doing);
    column.and_then(|column| row(detail.who).get(column).copied()).unwrap_or(50)
}
