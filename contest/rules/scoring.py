"""Correct answers into points: whole points, one for each question answered correctly."""

POINTS_PER_CORRECT_ANSWER = 1


def score_of(*, correct: int, questions: int) -> int:
    """The score of an attempt with so many correct answers among so many questions.

    An unanswered question counts as not correct and nothing is ever taken off. Raises
    ValueError for counts that no paper can have.

    Source: thể lệ, mục Đề thi và chấm điểm; A9.
    """
    if not 0 <= correct <= questions:
        raise ValueError(f"{correct} correct answers of {questions} questions")
    return correct * POINTS_PER_CORRECT_ANSWER


def max_score(*, questions: int) -> int:
    """The score of a paper without a mistake.

    Source: thể lệ, mục Đề thi và chấm điểm.
    """
    return score_of(correct=questions, questions=questions)


def is_all_correct(score: int, *, questions: int) -> bool:
    """Whether a score means that every question was answered correctly.

    A paper without questions has nothing to be correct about.

    Source: thể lệ, mục Câu hỏi dự đoán (trả lời đúng tất cả các câu hỏi).
    """
    return questions > 0 and score == max_score(questions=questions)
